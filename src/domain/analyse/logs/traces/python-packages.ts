/**
 * Top-level modules of packages that are often installed beside an application's own (`pip install -t .`). A frame in
 * one of them is a library's unless the repository has that very file. From PyPI's most downloaded packages.
 */
export const pythonPackages: ReadonlySet<string> = new Set(
  `aiobotocore aiofiles aiohttp aioitertools aiosignal airflow alembic altair amqp annotated_types anthropic anyio apiclient
  apispec arrow asgiref asn1crypto async_timeout asyncpg attr attrs authlib avro aws_cdk aws_encryption_sdk
  aws_lambda_powertools aws_requests_auth aws_xray_sdk awscrt awslambdaric awswrangler azure babel backoff bcrypt billiard
  bleach blinker boltons boto boto3 botocore bs4 cachetools cassandra cattr cattrs celery certifi cffi chalice chardet
  charset_normalizer click cloudpickle colorama confluent_kafka cryptography cx_oracle dask databases dataclasses_json
  datadog datadog_lambda dateparser dateutil ddtrace decorator deepdiff defusedxml deprecated discord django dns docker
  dotenv duckdb ecdsa elastic_transport elasticsearch email_validator engineio et_xmlfile exceptiongroup fakeredis faker
  falcon fastapi fastjsonschema filelock flask flask_cors flask_login flask_sqlalchemy frozenlist fsspec ftfy gevent gitlab
  git github google googleapiclient graphene graphql greenlet grpc gunicorn h11 h2 h5py hpack html5lib httpcore httplib2
  httptools httpx huggingface_hub humanize hvac hyperframe idna importlib_metadata importlib_resources instructor
  itsdangerous jaraco jinja2 jmespath joblib jose jsonpatch jsonpath_ng jsonpickle jsonschema jwt kafka keyring kombu
  kubernetes langchain langchain_core langsmith litellm llama_index loguru lxml lz4 mako mangum markdown markupsafe
  marshmallow matplotlib more_itertools moto mpmath msal msgpack msrest multidict mypy_boto3 mysql nacl neo4j networkx newrelic
  nltk numpy oauthlib openai openpyxl opensearchpy opentelemetry oracledb orjson packaging pandas paramiko passlib pathspec
  peewee pendulum phonenumbers pika pil pinecone pip pkg_resources platformdirs playwright plotly prefect prometheus_client
  propcache proto psutil psycopg psycopg2 pg8000 pyarrow pyasn1 pycparser pydantic pydantic_core pydantic_settings pydash
  pydub pygments pymongo bson pymysql pynamodb pyodbc pyparsing pypdf pypdf2 pyrsistent pysftp pytz qdrant_client ratelimit
  redis regex reportlab requests requests_aws4auth requests_oauthlib requests_toolbelt responses retry retrying rich rsa
  s3fs s3transfer sagemaker sanic scipy selenium sendgrid sentry_sdk serverless_wsgi setuptools shapely shopify simplejson
  six sklearn slack_bolt slack_sdk sniffio snowflake socketio socks sortedcontainers soupsieve splunklib sqlalchemy
  sqlmodel sqlparse sse_starlette starlette stripe structlog suds sympy tabulate tenacity tensorflow termcolor tiktoken
  tokenizers toml tomli toolz torch tornado tortoise tqdm transformers trio troposphere tweepy twilio typer
  typing_extensions typing_inspection tzlocal ujson uritemplate urllib3 uvicorn uvloop validators vcr vine watchdog
  watchtower wcwidth weasyprint websocket websockets werkzeug wrapt wtforms xlrd xlsxwriter xmlschema xmltodict yaml yarl
  zeep zipp zmq zoneinfo zstandard`.split(/\s+/),
);
