// Made from @aws-cdk/aws-service-spec: `npx vitest run test/resource-table.test.ts -u`.

/**
 * A line for each type of a resource, and for each type within it (`AWS::SQS::Queue.Tag`): its properties with the kinds of
 * their values (s text, i whole number, n number, b true or false, l list, m map of names, o object, j anything), the type
 * within it, and whether another value replaces the resource (! yes, ? sometimes).
 */
export const resourceTable = `
AWS::ApiGateway::Authorizer AuthType:s AuthorizerCredentials:s AuthorizerResultTtlInSeconds:i AuthorizerUri:s IdentitySource:s IdentityValidationExpression:s Name:s ProviderARNs:l RestApiId:s! Type:s
AWS::ApiGateway::Deployment DeploymentCanarySettings:o#DeploymentCanarySettings! Description:s RestApiId:s! StageDescription:o#StageDescription StageName:s
AWS::ApiGateway::Deployment.AccessLogSetting DestinationArn:s Format:s
AWS::ApiGateway::Deployment.CanarySetting PercentTraffic:n StageVariableOverrides:m UseStageCache:b
AWS::ApiGateway::Deployment.DeploymentCanarySettings PercentTraffic:n! StageVariableOverrides:m! UseStageCache:b!
AWS::ApiGateway::Deployment.MethodSetting CacheDataEncrypted:b CacheTtlInSeconds:i CachingEnabled:b DataTraceEnabled:b HttpMethod:s LoggingLevel:s MetricsEnabled:b ResourcePath:s ThrottlingBurstLimit:i ThrottlingRateLimit:n
AWS::ApiGateway::Deployment.StageDescription AccessLogSetting:o#AccessLogSetting CacheClusterEnabled:b CacheClusterSize:s CacheDataEncrypted:b CacheTtlInSeconds:i CachingEnabled:b CanarySetting:o#CanarySetting ClientCertificateId:s DataTraceEnabled:b Description:s DocumentationVersion:s LoggingLevel:s MethodSettings:l#MethodSetting MetricsEnabled:b Tags:l ThrottlingBurstLimit:i ThrottlingRateLimit:n TracingEnabled:b Variables:m
AWS::ApiGateway::Method ApiKeyRequired:b AuthorizationScopes:l AuthorizationType:s AuthorizerId:s HttpMethod:s! Integration:o#Integration MethodResponses:l#MethodResponse OperationName:s RequestModels:m RequestParameters:m RequestValidatorId:s ResourceId:s! RestApiId:s!
AWS::ApiGateway::Method.Integration CacheKeyParameters:l CacheNamespace:s ConnectionId:s ConnectionType:s ContentHandling:s Credentials:s IntegrationHttpMethod:s IntegrationResponses:l#IntegrationResponse IntegrationTarget:s PassthroughBehavior:s RequestParameters:m RequestTemplates:m ResponseTransferMode:s TimeoutInMillis:i Type:s Uri:s
AWS::ApiGateway::Method.IntegrationResponse ContentHandling:s ResponseParameters:m ResponseTemplates:m SelectionPattern:s StatusCode:s
AWS::ApiGateway::Method.MethodResponse ResponseModels:m ResponseParameters:m StatusCode:s
AWS::ApiGateway::Resource ParentId:s! PathPart:s! RestApiId:s!
AWS::ApiGateway::RestApi ApiKeySourceType:s BinaryMediaTypes:l Body:js BodyS3Location:o#S3Location CloneFrom:s Description:s DisableExecuteApiEndpoint:b EndpointAccessMode:s EndpointConfiguration:o#EndpointConfiguration FailOnWarnings:b MinimumCompressionSize:i Mode:s Name:s Parameters:m Policy:js SecurityPolicy:s Tags:l Version:s
AWS::ApiGateway::RestApi.EndpointConfiguration IpAddressType:s Types:l VpcEndpointIds:l
AWS::ApiGateway::RestApi.S3Location Bucket:s ETag:s Key:s Version:s
AWS::ApiGateway::Stage AccessLogSetting:o#AccessLogSetting CacheClusterEnabled:b CacheClusterSize:s CanarySetting:o#CanarySetting ClientCertificateId:s DeploymentId:s Description:s DocumentationVersion:s MethodSettings:l#MethodSetting RestApiId:s! StageName:s! Tags:l TracingEnabled:b Variables:m
AWS::ApiGateway::Stage.AccessLogSetting DestinationArn:s Format:s
AWS::ApiGateway::Stage.CanarySetting DeploymentId:s PercentTraffic:n StageVariableOverrides:m UseStageCache:b
AWS::ApiGateway::Stage.MethodSetting CacheDataEncrypted:b CacheTtlInSeconds:i CachingEnabled:b DataTraceEnabled:b HttpMethod:s LoggingLevel:s MetricsEnabled:b ResourcePath:s ThrottlingBurstLimit:i ThrottlingRateLimit:n
AWS::ApiGatewayV2::Api ApiKeySelectionExpression:s BasePath:s Body:j BodyS3Location:o#BodyS3Location CorsConfiguration:o#Cors CredentialsArn:s Description:s DisableExecuteApiEndpoint:b DisableSchemaValidation:b FailOnWarnings:b IpAddressType:s Name:s ProtocolType:s! RouteKey:s RouteSelectionExpression:s Tags:m Target:s Version:s
AWS::ApiGatewayV2::Api.BodyS3Location Bucket:s Etag:s Key:s Version:s
AWS::ApiGatewayV2::Api.Cors AllowCredentials:b AllowHeaders:l AllowMethods:l AllowOrigins:l ExposeHeaders:l MaxAge:i
AWS::ApiGatewayV2::Authorizer ApiId:s! AuthorizerCredentialsArn:s AuthorizerPayloadFormatVersion:s AuthorizerResultTtlInSeconds:i AuthorizerType:s AuthorizerUri:s EnableSimpleResponses:b IdentitySource:l IdentityValidationExpression:s JwtConfiguration:o#JWTConfiguration Name:s
AWS::ApiGatewayV2::Authorizer.JWTConfiguration Audience:l Issuer:s
AWS::ApiGatewayV2::Integration ApiId:s! ConnectionId:s ConnectionType:s ContentHandlingStrategy:s CredentialsArn:s Description:s IntegrationMethod:s IntegrationSubtype:s IntegrationType:s IntegrationUri:s PassthroughBehavior:s PayloadFormatVersion:s RequestParameters:m RequestTemplates:m ResponseParameters:m#ResponseParameterMap TemplateSelectionExpression:s TimeoutInMillis:i TlsConfig:o#TlsConfig
AWS::ApiGatewayV2::Integration.ResponseParameter Destination:s Source:s
AWS::ApiGatewayV2::Integration.ResponseParameterMap ResponseParameters:l#ResponseParameter
AWS::ApiGatewayV2::Integration.TlsConfig ServerNameToVerify:s
AWS::ApiGatewayV2::Route ApiId:s! ApiKeyRequired:b AuthorizationScopes:l AuthorizationType:s AuthorizerId:s ModelSelectionExpression:s OperationName:s RequestModels:j RequestParameters:j RouteKey:s RouteResponseSelectionExpression:s Target:s
AWS::ApiGatewayV2::Stage AccessLogSettings:o#AccessLogSettings AccessPolicyId:s ApiId:s! AutoDeploy:b ClientCertificateId:s DefaultRouteSettings:o#RouteSettings DeploymentId:s Description:s RouteSettings:j StageName:s! StageVariables:j Tags:j
AWS::ApiGatewayV2::Stage.AccessLogSettings DestinationArn:s Format:s
AWS::ApiGatewayV2::Stage.RouteSettings DataTraceEnabled:b DetailedMetricsEnabled:b LoggingLevel:s ThrottlingBurstLimit:i ThrottlingRateLimit:n
AWS::AppSync::DataSource ApiId:s! Description:s DynamoDBConfig:o#DynamoDBConfig ElasticsearchConfig:o#ElasticsearchConfig EventBridgeConfig:o#EventBridgeConfig HttpConfig:o#HttpConfig LambdaConfig:o#LambdaConfig MetricsConfig:s Name:s! OpenSearchServiceConfig:o#OpenSearchServiceConfig RelationalDatabaseConfig:o#RelationalDatabaseConfig ServiceRoleArn:s Type:s
AWS::AppSync::DataSource.AuthorizationConfig AuthorizationType:s AwsIamConfig:o#AwsIamConfig
AWS::AppSync::DataSource.AwsIamConfig SigningRegion:s SigningServiceName:s
AWS::AppSync::DataSource.DeltaSyncConfig BaseTableTTL:s DeltaSyncTableName:s DeltaSyncTableTTL:s
AWS::AppSync::DataSource.DynamoDBConfig AwsRegion:s DeltaSyncConfig:o#DeltaSyncConfig TableName:s UseCallerCredentials:b Versioned:b
AWS::AppSync::DataSource.ElasticsearchConfig AwsRegion:s Endpoint:s
AWS::AppSync::DataSource.EventBridgeConfig EventBusArn:s
AWS::AppSync::DataSource.HttpConfig AuthorizationConfig:o#AuthorizationConfig Endpoint:s
AWS::AppSync::DataSource.LambdaConfig LambdaFunctionArn:s
AWS::AppSync::DataSource.OpenSearchServiceConfig AwsRegion:s Endpoint:s
AWS::AppSync::DataSource.RdsHttpEndpointConfig AwsRegion:s AwsSecretStoreArn:s DatabaseName:s DbClusterIdentifier:s Schema:s
AWS::AppSync::DataSource.RelationalDatabaseConfig RdsHttpEndpointConfig:o#RdsHttpEndpointConfig RelationalDatabaseSourceType:s
AWS::ApplicationAutoScaling::ScalableTarget MaxCapacity:i MinCapacity:i ResourceId:s! RoleARN:s ScalableDimension:s! ScheduledActions:l#ScheduledAction ServiceNamespace:s! SuspendedState:o#SuspendedState Tags:l
AWS::ApplicationAutoScaling::ScalableTarget.ScalableTargetAction MaxCapacity:i MinCapacity:i
AWS::ApplicationAutoScaling::ScalableTarget.ScheduledAction EndTime:s ScalableTargetAction:o#ScalableTargetAction Schedule:s ScheduledActionName:s StartTime:s Timezone:s
AWS::ApplicationAutoScaling::ScalableTarget.SuspendedState DynamicScalingInSuspended:b DynamicScalingOutSuspended:b ScheduledScalingSuspended:b
AWS::ApplicationAutoScaling::ScalingPolicy PolicyName:s! PolicyType:s PredictiveScalingPolicyConfiguration:o#PredictiveScalingPolicyConfiguration ResourceId:s! ScalableDimension:s! ScalingTargetId:s! ServiceNamespace:s! StepScalingPolicyConfiguration:o#StepScalingPolicyConfiguration TargetTrackingScalingPolicyConfiguration:o#TargetTrackingScalingPolicyConfiguration
AWS::ApplicationAutoScaling::ScalingPolicy.CustomizedMetricSpecification Dimensions:l#MetricDimension MetricName:s Metrics:l#TargetTrackingMetricDataQuery Namespace:s Statistic:s Unit:s
AWS::ApplicationAutoScaling::ScalingPolicy.MetricDimension Name:s Value:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredefinedMetricSpecification PredefinedMetricType:s ResourceLabel:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingCustomizedCapacityMetric MetricDataQueries:l#PredictiveScalingMetricDataQuery
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingCustomizedLoadMetric MetricDataQueries:l#PredictiveScalingMetricDataQuery
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingCustomizedScalingMetric MetricDataQueries:l#PredictiveScalingMetricDataQuery
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingMetric Dimensions:l#PredictiveScalingMetricDimension MetricName:s Namespace:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingMetricDataQuery Expression:s Id:s Label:s MetricStat:o#PredictiveScalingMetricStat ReturnData:b
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingMetricDimension Name:s Value:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingMetricSpecification CustomizedCapacityMetricSpecification:o#PredictiveScalingCustomizedCapacityMetric CustomizedLoadMetricSpecification:o#PredictiveScalingCustomizedLoadMetric CustomizedScalingMetricSpecification:o#PredictiveScalingCustomizedScalingMetric PredefinedLoadMetricSpecification:o#PredictiveScalingPredefinedLoadMetric PredefinedMetricPairSpecification:o#PredictiveScalingPredefinedMetricPair PredefinedScalingMetricSpecification:o#PredictiveScalingPredefinedScalingMetric TargetValue:n
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingMetricStat Metric:o#PredictiveScalingMetric Stat:s Unit:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingPolicyConfiguration MaxCapacityBreachBehavior:s MaxCapacityBuffer:i MetricSpecifications:l#PredictiveScalingMetricSpecification Mode:s SchedulingBufferTime:i
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingPredefinedLoadMetric PredefinedMetricType:s ResourceLabel:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingPredefinedMetricPair PredefinedMetricType:s ResourceLabel:s
AWS::ApplicationAutoScaling::ScalingPolicy.PredictiveScalingPredefinedScalingMetric PredefinedMetricType:s ResourceLabel:s
AWS::ApplicationAutoScaling::ScalingPolicy.StepAdjustment MetricIntervalLowerBound:n MetricIntervalUpperBound:n ScalingAdjustment:i
AWS::ApplicationAutoScaling::ScalingPolicy.StepScalingPolicyConfiguration AdjustmentType:s Cooldown:i MetricAggregationType:s MinAdjustmentMagnitude:i StepAdjustments:l#StepAdjustment
AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingMetric Dimensions:l#TargetTrackingMetricDimension MetricName:s Namespace:s
AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingMetricDataQuery Expression:s Id:s Label:s MetricStat:o#TargetTrackingMetricStat ReturnData:b
AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingMetricDimension Name:s Value:s
AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingMetricStat Metric:o#TargetTrackingMetric Stat:s Unit:s
AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingScalingPolicyConfiguration CustomizedMetricSpecification:o#CustomizedMetricSpecification DisableScaleIn:b PredefinedMetricSpecification:o#PredefinedMetricSpecification ScaleInCooldown:i ScaleOutCooldown:i TargetValue:n
AWS::CloudWatch::Alarm ActionsEnabled:b AlarmActions:l AlarmDescription:s AlarmName:s! ComparisonOperator:s DatapointsToAlarm:i Dimensions:l#Dimension EvaluateLowSampleCountPercentile:s EvaluationCriteria:o#EvaluationCriteria EvaluationInterval:i EvaluationPeriods:i EvaluationWindow:o#EvaluationWindow ExtendedStatistic:s InsufficientDataActions:l MetricName:s Metrics:l#MetricDataQuery Namespace:s OKActions:l Period:i Statistic:s Tags:l Threshold:n ThresholdMetricId:s TreatMissingData:s Unit:s WarmUpConfiguration:o#WarmUpConfiguration
AWS::CloudWatch::Alarm.AlarmPromQLCriteria PendingPeriod:i Query:s RecoveryPeriod:i
AWS::CloudWatch::Alarm.Dimension Name:s Value:s
AWS::CloudWatch::Alarm.EvaluationCriteria PromQLCriteria:o#AlarmPromQLCriteria
AWS::CloudWatch::Alarm.EvaluationWindow SlidingWindow:j WallClockWindow:o#WallClockWindow
AWS::CloudWatch::Alarm.Metric Dimensions:l#Dimension MetricName:s Namespace:s
AWS::CloudWatch::Alarm.MetricDataQuery AccountId:s Expression:s Id:s Label:s MetricStat:o#MetricStat Period:i ReturnData:b
AWS::CloudWatch::Alarm.MetricStat Metric:o#Metric Period:i Stat:s Unit:s
AWS::CloudWatch::Alarm.WallClockWindow Timezone:s
AWS::CloudWatch::Alarm.WarmUpConfiguration OnlyStartEvaluatingAfterWarmUpPeriodEnds:b WarmUpPeriodDurationInMinutes:i
AWS::DynamoDB::Table AttributeDefinitions:l#AttributeDefinition BillingMode:s ContributorInsightsSpecification:o#ContributorInsightsSpecification DeletionProtectionEnabled:b GlobalSecondaryIndexes:l#GlobalSecondaryIndex ImportSourceSpecification:o#ImportSourceSpecification! KeySchema:jl! KinesisStreamSpecification:o#KinesisStreamSpecification LocalSecondaryIndexes:l#LocalSecondaryIndex! OnDemandThroughput:o#OnDemandThroughput PointInTimeRecoverySpecification:o#PointInTimeRecoverySpecification ProvisionedThroughput:o#ProvisionedThroughput ResourcePolicy:o#ResourcePolicy SSESpecification:o#SSESpecification StreamSpecification:o#StreamSpecification TableClass:s TableName:s! Tags:l TimeToLiveSpecification:o#TimeToLiveSpecification VectorIndexes:l#VectorIndex WarmThroughput:o#WarmThroughput
AWS::DynamoDB::Table.AttributeDefinition AttributeName:s AttributeType:s
AWS::DynamoDB::Table.ContributorInsightsSpecification Enabled:b Mode:s
AWS::DynamoDB::Table.Csv Delimiter:s! HeaderList:l!
AWS::DynamoDB::Table.GlobalSecondaryIndex ContributorInsightsSpecification:o#ContributorInsightsSpecification IndexName:s KeySchema:l#KeySchema OnDemandThroughput:o#OnDemandThroughput Projection:o#Projection ProvisionedThroughput:o#ProvisionedThroughput WarmThroughput:o#WarmThroughput
AWS::DynamoDB::Table.ImportSourceSpecification InputCompressionType:s! InputFormat:s! InputFormatOptions:o#InputFormatOptions! S3BucketSource:o#S3BucketSource!
AWS::DynamoDB::Table.InputFormatOptions Csv:o#Csv!
AWS::DynamoDB::Table.KeySchema AttributeName:s KeyType:s
AWS::DynamoDB::Table.KinesisStreamSpecification ApproximateCreationDateTimePrecision:s StreamArn:s
AWS::DynamoDB::Table.LocalSecondaryIndex IndexName:s KeySchema:l#KeySchema Projection:o#Projection
AWS::DynamoDB::Table.OnDemandThroughput MaxReadRequestUnits:i MaxWriteRequestUnits:i
AWS::DynamoDB::Table.PointInTimeRecoverySpecification PointInTimeRecoveryEnabled:b RecoveryPeriodInDays:i
AWS::DynamoDB::Table.Projection NonKeyAttributes:l ProjectionType:s
AWS::DynamoDB::Table.ProvisionedThroughput ReadCapacityUnits:i WriteCapacityUnits:i
AWS::DynamoDB::Table.ResourcePolicy PolicyDocument:j
AWS::DynamoDB::Table.S3BucketSource S3Bucket:s! S3BucketOwner:s! S3KeyPrefix:s!
AWS::DynamoDB::Table.SSESpecification KMSMasterKeyId:s SSEEnabled:b SSEType:s
AWS::DynamoDB::Table.SearchSchemaElement AttributeName:s SearchSchemaElementType:s
AWS::DynamoDB::Table.StreamSpecification ResourcePolicy:o#ResourcePolicy StreamViewType:s Tags:l
AWS::DynamoDB::Table.TimeToLiveSpecification AttributeName:s Enabled:b
AWS::DynamoDB::Table.VectorAttribute AttributeName:s
AWS::DynamoDB::Table.VectorIndex Dimensions:i DistanceFunction:s IndexName:s Projection:o#Projection SearchSchema:l#SearchSchemaElement VectorAttribute:o#VectorAttribute
AWS::DynamoDB::Table.WarmThroughput ReadUnitsPerSecond:i WriteUnitsPerSecond:i
AWS::ECS::Service AvailabilityZoneRebalancing:s CapacityProviderStrategy:l#CapacityProviderStrategyItem Cluster:s! DeploymentConfiguration:o#DeploymentConfiguration DeploymentController:o#DeploymentController! DesiredCount:i EnableECSManagedTags:b EnableExecuteCommand:b ForceNewDeployment:o#ForceNewDeployment HealthCheckGracePeriodSeconds:i LaunchType:s! LoadBalancers:l#LoadBalancer Monitoring:o#MonitoringConfiguration NetworkConfiguration:o#NetworkConfiguration PlacementConstraints:l#PlacementConstraint PlacementStrategies:l#PlacementStrategy PlatformVersion:s PropagateTags:s Role:s! SchedulingStrategy:s! ServiceConnectConfiguration:o#ServiceConnectConfiguration ServiceName:s! ServiceRegistries:l#ServiceRegistry Tags:l TaskDefinition:s VolumeConfigurations:l#ServiceVolumeConfiguration VpcLatticeConfigurations:l#VpcLatticeConfiguration
AWS::ECS::Service.AdvancedConfiguration AlternateTargetGroupArn:s ProductionListenerRule:s RoleArn:s TestListenerRule:s
AWS::ECS::Service.AwsVpcConfiguration AssignPublicIp:s SecurityGroups:l Subnets:l
AWS::ECS::Service.CanaryConfiguration CanaryBakeTimeInMinutes:i CanaryPercent:n
AWS::ECS::Service.CapacityProviderStrategyItem Base:i CapacityProvider:s Weight:i
AWS::ECS::Service.DeploymentAlarms AlarmNames:l Enable:b Rollback:b
AWS::ECS::Service.DeploymentCircuitBreaker Enable:b ResetOnHealthyTask:b Rollback:b ThresholdConfiguration:o#ThresholdConfiguration
AWS::ECS::Service.DeploymentConfiguration Alarms:o#DeploymentAlarms BakeTimeInMinutes:i CanaryConfiguration:o#CanaryConfiguration DeploymentCircuitBreaker:o#DeploymentCircuitBreaker EarlySuccessCriteria:o#DeploymentEarlySuccessCriteria LifecycleHooks:l#DeploymentLifecycleHook LinearConfiguration:o#LinearConfiguration MaximumPercent:i MinimumHealthyPercent:i Strategy:s
AWS::ECS::Service.DeploymentController Type:s!
AWS::ECS::Service.DeploymentEarlySuccessCriteria Enable:b HealthyPercent:i SourceServiceRevisionCleanup:s
AWS::ECS::Service.DeploymentLifecycleHook HookDetails:js HookTargetArn:s LifecycleStages:l RoleArn:s TargetType:s TimeoutConfiguration:o#HookTimeoutConfig
AWS::ECS::Service.EBSTagSpecification PropagateTags:s ResourceType:s Tags:l
AWS::ECS::Service.ForceNewDeployment EnableForceNewDeployment:b ForceNewDeploymentNonce:s
AWS::ECS::Service.HookTimeoutConfig Action:s TimeoutInMinutes:i
AWS::ECS::Service.LinearConfiguration StepBakeTimeInMinutes:i StepPercent:n
AWS::ECS::Service.LoadBalancer AdvancedConfiguration:o#AdvancedConfiguration ContainerName:s ContainerPort:i LoadBalancerName:s TargetGroupArn:s
AWS::ECS::Service.LogConfiguration LogDriver:s Options:m SecretOptions:l#Secret
AWS::ECS::Service.MetricConfiguration MetricNames:l ResolutionSeconds:i
AWS::ECS::Service.MonitoringConfiguration MetricConfigurations:l#MetricConfiguration
AWS::ECS::Service.NetworkConfiguration AwsvpcConfiguration:o#AwsVpcConfiguration
AWS::ECS::Service.PlacementConstraint Expression:s Type:s
AWS::ECS::Service.PlacementStrategy Field:s Type:s
AWS::ECS::Service.Secret Name:s ValueFrom:s
AWS::ECS::Service.ServiceConnectAccessLogConfiguration Format:s IncludeQueryParameters:s
AWS::ECS::Service.ServiceConnectClientAlias DnsName:s Port:i TestTrafficRules:o#ServiceConnectTestTrafficRules
AWS::ECS::Service.ServiceConnectConfiguration AccessLogConfiguration:o#ServiceConnectAccessLogConfiguration Enabled:b LogConfiguration:o#LogConfiguration Namespace:s Services:l#ServiceConnectService
AWS::ECS::Service.ServiceConnectService ClientAliases:l#ServiceConnectClientAlias DiscoveryName:s IngressPortOverride:i PortName:s Timeout:o#TimeoutConfiguration Tls:o#ServiceConnectTlsConfiguration
AWS::ECS::Service.ServiceConnectTestTrafficRules Header:o#ServiceConnectTestTrafficRulesHeader
AWS::ECS::Service.ServiceConnectTestTrafficRulesHeader Name:s Value:o#ServiceConnectTestTrafficRulesHeaderValue
AWS::ECS::Service.ServiceConnectTestTrafficRulesHeaderValue Exact:s
AWS::ECS::Service.ServiceConnectTlsCertificateAuthority AwsPcaAuthorityArn:s
AWS::ECS::Service.ServiceConnectTlsConfiguration IssuerCertificateAuthority:o#ServiceConnectTlsCertificateAuthority KmsKey:s RoleArn:s
AWS::ECS::Service.ServiceManagedEBSVolumeConfiguration Encrypted:b FilesystemType:s Iops:i KmsKeyId:s RoleArn:s SizeInGiB:i SnapshotId:s TagSpecifications:l#EBSTagSpecification Throughput:i VolumeInitializationRate:i VolumeType:s
AWS::ECS::Service.ServiceRegistry ContainerName:s ContainerPort:i Port:i RegistryArn:s
AWS::ECS::Service.ServiceVolumeConfiguration ManagedEBSVolume:o#ServiceManagedEBSVolumeConfiguration Name:s
AWS::ECS::Service.ThresholdConfiguration Type:s Value:i
AWS::ECS::Service.TimeoutConfiguration IdleTimeoutSeconds:i PerRequestTimeoutSeconds:i
AWS::ECS::Service.VpcLatticeConfiguration PortName:s RoleArn:s TargetGroupArn:s
AWS::ECS::TaskDefinition ContainerDefinitions:l#ContainerDefinition! Cpu:s! EnableFaultInjection:b! EphemeralStorage:o#EphemeralStorage! ExecutionRoleArn:s! Family:s! InferenceAccelerators:l#InferenceAccelerator! IpcMode:s! Memory:s! NetworkMode:s! PidMode:s! PlacementConstraints:l#TaskDefinitionPlacementConstraint! ProxyConfiguration:o#ProxyConfiguration! RequiresCompatibilities:l! RuntimePlatform:o#RuntimePlatform! Tags:l TaskRoleArn:s! Volumes:l#Volume!
AWS::ECS::TaskDefinition.AuthorizationConfig AccessPointId:s! IAM:s!
AWS::ECS::TaskDefinition.ContainerDefinition Command:l! Cpu:i! CredentialSpecs:l DependsOn:l#ContainerDependency! DisableNetworking:b! DnsSearchDomains:l! DnsServers:l! DockerLabels:m! DockerSecurityOptions:l! EntryPoint:l! Environment:l#KeyValuePair! EnvironmentFiles:l#EnvironmentFile! Essential:b! ExtraHosts:l#HostEntry! FirelensConfiguration:o#FirelensConfiguration! HealthCheck:o#HealthCheck! Hostname:s! Image:s! Interactive:b! Links:l! LinuxParameters:o#LinuxParameters! LogConfiguration:o#LogConfiguration! Memory:i! MemoryReservation:i! MountPoints:l#MountPoint! Name:s! PortMappings:l#PortMapping! Privileged:b! PseudoTerminal:b! ReadonlyRootFilesystem:b! RepositoryCredentials:o#RepositoryCredentials! ResourceRequirements:l#ResourceRequirement! RestartPolicy:o#RestartPolicy Secrets:l#Secret! StartTimeout:i! StopTimeout:i! SystemControls:l#SystemControl! Ulimits:l#Ulimit! User:s! VersionConsistency:s VolumesFrom:l#VolumeFrom! WorkingDirectory:s!
AWS::ECS::TaskDefinition.ContainerDependency Condition:s! ContainerName:s!
AWS::ECS::TaskDefinition.Device ContainerPath:s! HostPath:s! Permissions:l!
AWS::ECS::TaskDefinition.DockerVolumeConfiguration Autoprovision:b! Driver:s! DriverOpts:m! Labels:m! Scope:s!
AWS::ECS::TaskDefinition.EFSVolumeConfiguration AuthorizationConfig:o#AuthorizationConfig! FilesystemId:s! RootDirectory:s! TransitEncryption:s! TransitEncryptionPort:i!
AWS::ECS::TaskDefinition.EnvironmentFile Type:s! Value:s!
AWS::ECS::TaskDefinition.EphemeralStorage SizeInGiB:i!
AWS::ECS::TaskDefinition.FSxAuthorizationConfig CredentialsParameter:s Domain:s
AWS::ECS::TaskDefinition.FSxWindowsFileServerVolumeConfiguration AuthorizationConfig:o#FSxAuthorizationConfig FileSystemId:s RootDirectory:s
AWS::ECS::TaskDefinition.FirelensConfiguration Options:m! Type:s!
AWS::ECS::TaskDefinition.HealthCheck Command:l! Interval:i! Retries:i! StartPeriod:i! Timeout:i!
AWS::ECS::TaskDefinition.HostEntry Hostname:s! IpAddress:s!
AWS::ECS::TaskDefinition.HostVolumeProperties SourcePath:s!
AWS::ECS::TaskDefinition.InferenceAccelerator DeviceName:s! DeviceType:s!
AWS::ECS::TaskDefinition.KernelCapabilities Add:l! Drop:l!
AWS::ECS::TaskDefinition.KeyValuePair Name:s! Value:s!
AWS::ECS::TaskDefinition.LinuxParameters Capabilities:o#KernelCapabilities! Devices:l#Device! InitProcessEnabled:b! MaxSwap:i! SharedMemorySize:i! Swappiness:i! Tmpfs:l#Tmpfs!
AWS::ECS::TaskDefinition.LogConfiguration LogDriver:s! Options:m! SecretOptions:l#Secret!
AWS::ECS::TaskDefinition.MountPoint ContainerPath:s! ReadOnly:b! SourceVolume:s!
AWS::ECS::TaskDefinition.PortMapping AppProtocol:s! ContainerPort:i! ContainerPortRange:s! HostPort:i! Name:s! Protocol:s!
AWS::ECS::TaskDefinition.ProxyConfiguration ContainerName:s! ProxyConfigurationProperties:l#KeyValuePair! Type:s!
AWS::ECS::TaskDefinition.RepositoryCredentials CredentialsParameter:s!
AWS::ECS::TaskDefinition.ResourceRequirement Type:s! Value:s!
AWS::ECS::TaskDefinition.RestartPolicy Enabled:b IgnoredExitCodes:l RestartAttemptPeriod:i
AWS::ECS::TaskDefinition.RuntimePlatform CpuArchitecture:s! OperatingSystemFamily:s!
AWS::ECS::TaskDefinition.S3FilesVolumeConfiguration AccessPointArn:s FileSystemArn:s RootDirectory:s TransitEncryptionPort:i
AWS::ECS::TaskDefinition.Secret Name:s! ValueFrom:s!
AWS::ECS::TaskDefinition.SystemControl Namespace:s! Value:s!
AWS::ECS::TaskDefinition.TaskDefinitionPlacementConstraint Expression:s! Type:s!
AWS::ECS::TaskDefinition.Tmpfs ContainerPath:s! MountOptions:l! Size:i!
AWS::ECS::TaskDefinition.Ulimit HardLimit:i! Name:s! SoftLimit:i!
AWS::ECS::TaskDefinition.Volume ConfiguredAtLaunch:b DockerVolumeConfiguration:o#DockerVolumeConfiguration! EFSVolumeConfiguration:o#EFSVolumeConfiguration! FSxWindowsFileServerVolumeConfiguration:o#FSxWindowsFileServerVolumeConfiguration Host:o#HostVolumeProperties! Name:s! S3FilesVolumeConfiguration:o#S3FilesVolumeConfiguration
AWS::ECS::TaskDefinition.VolumeFrom ReadOnly:b! SourceContainer:s!
AWS::Events::EventBus DeadLetterConfig:o#DeadLetterConfig Description:s EventSourceName:s! KmsKeyIdentifier:s LogConfig:o#LogConfig Name:s! Policy:js Tags:l
AWS::Events::EventBus.DeadLetterConfig Arn:s
AWS::Events::EventBus.LogConfig IncludeDetail:s Level:s
AWS::Events::Rule Description:s EventBusName:s! EventPattern:js Name:s! RoleArn:s ScheduleExpression:s State:s Tags:l Targets:l#Target
AWS::Events::Rule.AppSyncParameters GraphQLOperation:s
AWS::Events::Rule.AwsVpcConfiguration AssignPublicIp:s SecurityGroups:l Subnets:l
AWS::Events::Rule.BatchArrayProperties Size:i
AWS::Events::Rule.BatchParameters ArrayProperties:o#BatchArrayProperties JobDefinition:s JobName:s RetryStrategy:o#BatchRetryStrategy
AWS::Events::Rule.BatchRetryStrategy Attempts:i
AWS::Events::Rule.CapacityProviderStrategyItem Base:i CapacityProvider:s Weight:i
AWS::Events::Rule.DeadLetterConfig Arn:s
AWS::Events::Rule.EcsParameters CapacityProviderStrategy:l#CapacityProviderStrategyItem EnableECSManagedTags:b EnableExecuteCommand:b Group:s LaunchType:s NetworkConfiguration:o#NetworkConfiguration PlacementConstraints:l#PlacementConstraint PlacementStrategies:l#PlacementStrategy PlatformVersion:s PropagateTags:s ReferenceId:s TagList:l TaskCount:i TaskDefinitionArn:s
AWS::Events::Rule.HttpParameters HeaderParameters:m PathParameterValues:l QueryStringParameters:m
AWS::Events::Rule.InputTransformer InputPathsMap:m InputTemplate:s
AWS::Events::Rule.KinesisParameters PartitionKeyPath:s
AWS::Events::Rule.NetworkConfiguration AwsVpcConfiguration:o#AwsVpcConfiguration
AWS::Events::Rule.PlacementConstraint Expression:s Type:s
AWS::Events::Rule.PlacementStrategy Field:s Type:s
AWS::Events::Rule.RedshiftDataParameters Database:s DbUser:s SecretManagerArn:s Sql:s Sqls:l StatementName:s WithEvent:b
AWS::Events::Rule.RetryPolicy MaximumEventAgeInSeconds:i MaximumRetryAttempts:i
AWS::Events::Rule.RunCommandParameters RunCommandTargets:l#RunCommandTarget
AWS::Events::Rule.RunCommandTarget Key:s Values:l
AWS::Events::Rule.SageMakerPipelineParameter Name:s Value:s
AWS::Events::Rule.SageMakerPipelineParameters PipelineParameterList:l#SageMakerPipelineParameter
AWS::Events::Rule.SqsParameters MessageGroupId:s
AWS::Events::Rule.Target AppSyncParameters:o#AppSyncParameters Arn:s BatchParameters:o#BatchParameters DeadLetterConfig:o#DeadLetterConfig EcsParameters:o#EcsParameters HttpParameters:o#HttpParameters Id:s Input:s InputPath:s InputTransformer:o#InputTransformer KinesisParameters:o#KinesisParameters RedshiftDataParameters:o#RedshiftDataParameters RetryPolicy:o#RetryPolicy RoleArn:s RunCommandParameters:o#RunCommandParameters SageMakerPipelineParameters:o#SageMakerPipelineParameters SqsParameters:o#SqsParameters
AWS::IAM::ManagedPolicy Description:s! Groups:l ManagedPolicyName:s! Path:s! PolicyDocument:js Roles:l Users:l
AWS::IAM::Policy Groups:l PolicyDocument:js PolicyName:s Roles:l Users:l
AWS::IAM::Role AssumeRolePolicyDocument:js Description:s ManagedPolicyArns:l MaxSessionDuration:i Path:s! PermissionsBoundary:s Policies:l#Policy RoleName:s! Tags:l
AWS::IAM::Role.Policy PolicyDocument:js PolicyName:s
AWS::Kinesis::Stream DesiredShardLevelMetrics:l MaxRecordSizeInKiB:i Name:s! RetentionPeriodHours:i ShardCount:i StreamEncryption:o#StreamEncryption StreamModeDetails:o#StreamModeDetails Tags:l WarmThroughputMiBps:i
AWS::Kinesis::Stream.StreamEncryption EncryptionType:s KeyId:s
AWS::Kinesis::Stream.StreamModeDetails StreamMode:s
AWS::Lambda::Alias Description:s FunctionName:s! FunctionVersion:s Name:s! ProvisionedConcurrencyConfig:o#ProvisionedConcurrencyConfiguration RoutingConfig:o#AliasRoutingConfiguration
AWS::Lambda::Alias.AliasRoutingConfiguration AdditionalVersionWeights:l#VersionWeight
AWS::Lambda::Alias.ProvisionedConcurrencyConfiguration ProvisionedConcurrentExecutions:i
AWS::Lambda::Alias.VersionWeight FunctionVersion:s FunctionWeight:n
AWS::Lambda::EventInvokeConfig DestinationConfig:o#DestinationConfig FunctionName:s! MaximumEventAgeInSeconds:i MaximumRetryAttempts:i Qualifier:s!
AWS::Lambda::EventInvokeConfig.DestinationConfig OnFailure:o#OnFailure OnSuccess:o#OnSuccess
AWS::Lambda::EventInvokeConfig.OnFailure Destination:s
AWS::Lambda::EventInvokeConfig.OnSuccess Destination:s
AWS::Lambda::EventSourceMapping AmazonManagedKafkaEventSourceConfig:o#AmazonManagedKafkaEventSourceConfig! BatchSize:i BisectBatchOnFunctionError:b DestinationConfig:o#DestinationConfig DocumentDBEventSourceConfig:o#DocumentDBEventSourceConfig Enabled:b EventSourceArn:s! FilterCriteria:o#FilterCriteria FunctionName:s FunctionResponseTypes:l KmsKeyArn:s LoggingConfig:o#LoggingConfig MaximumBatchingWindowInSeconds:i MaximumRecordAgeInSeconds:i MaximumRetryAttempts:i MetricsConfig:o#MetricsConfig ParallelizationFactor:i ProvisionedPollerConfig:o#ProvisionedPollerConfig Queues:l ScalingConfig:o#ScalingConfig SelfManagedEventSource:o#SelfManagedEventSource! SelfManagedKafkaEventSourceConfig:o#SelfManagedKafkaEventSourceConfig! SourceAccessConfigurations:l#SourceAccessConfiguration StartingPosition:s! StartingPositionTimestamp:n! Tags:l Topics:l TumblingWindowInSeconds:i
AWS::Lambda::EventSourceMapping.AmazonManagedKafkaEventSourceConfig ConsumerGroupId:s! SchemaRegistryConfig:o#SchemaRegistryConfig
AWS::Lambda::EventSourceMapping.DestinationConfig OnFailure:o#OnFailure
AWS::Lambda::EventSourceMapping.DocumentDBEventSourceConfig CollectionName:s DatabaseName:s FullDocument:s
AWS::Lambda::EventSourceMapping.Endpoints KafkaBootstrapServers:l!
AWS::Lambda::EventSourceMapping.Filter Pattern:s
AWS::Lambda::EventSourceMapping.FilterCriteria Filters:l#Filter
AWS::Lambda::EventSourceMapping.LoggingConfig SystemLogLevel:s
AWS::Lambda::EventSourceMapping.MetricsConfig Metrics:l
AWS::Lambda::EventSourceMapping.OnFailure Destination:s
AWS::Lambda::EventSourceMapping.ProvisionedPollerConfig MaximumPollers:i MinimumPollers:i PollerGroupName:s
AWS::Lambda::EventSourceMapping.ScalingConfig MaximumConcurrency:i
AWS::Lambda::EventSourceMapping.SchemaRegistryAccessConfig Type:s URI:s
AWS::Lambda::EventSourceMapping.SchemaRegistryConfig AccessConfigs:l#SchemaRegistryAccessConfig EventRecordFormat:s SchemaRegistryURI:s SchemaValidationConfigs:l#SchemaValidationConfig
AWS::Lambda::EventSourceMapping.SchemaValidationConfig Attribute:s
AWS::Lambda::EventSourceMapping.SelfManagedEventSource Endpoints:o#Endpoints!
AWS::Lambda::EventSourceMapping.SelfManagedKafkaEventSourceConfig ConsumerGroupId:s! ConsumptionMode:s SchemaRegistryConfig:o#SchemaRegistryConfig
AWS::Lambda::EventSourceMapping.SourceAccessConfiguration Type:s URI:s
AWS::Lambda::Function Architectures:l CapacityProviderConfig:o#CapacityProviderConfig Code:o#Code CodeSigningConfigArn:s DeadLetterConfig:o#DeadLetterConfig Description:s DurableConfig:o#DurableConfig Environment:o#Environment EphemeralStorage:o#EphemeralStorage FileSystemConfigs:l#FileSystemConfig FunctionName:s! FunctionScalingConfig:o#FunctionScalingConfig Handler:s ImageConfig:o#ImageConfig KmsKeyArn:s Layers:l LoggingConfig:o#LoggingConfig MemorySize:i PackageType:s! PublishToLatestPublished:b RecursiveLoop:s ReservedConcurrentExecutions:i Role:s Runtime:s RuntimeManagementConfig:o#RuntimeManagementConfig SnapStart:o#SnapStart Tags:l TenancyConfig:o#TenancyConfig! Timeout:i TracingConfig:o#TracingConfig VpcConfig:o#VpcConfig
AWS::Lambda::Function.CapacityProviderConfig LambdaManagedInstancesCapacityProviderConfig:o#LambdaManagedInstancesCapacityProviderConfig
AWS::Lambda::Function.Code ImageUri:s S3Bucket:s S3Key:s S3ObjectStorageMode:s S3ObjectVersion:s SourceKMSKeyArn:s ZipFile:s
AWS::Lambda::Function.DeadLetterConfig TargetArn:s
AWS::Lambda::Function.DurableConfig ExecutionTimeout:i KMSKeyArn:s RetentionPeriodInDays:i
AWS::Lambda::Function.Environment Variables:m
AWS::Lambda::Function.EphemeralStorage Size:i
AWS::Lambda::Function.FileSystemConfig Arn:s LocalMountPath:s S3FilesConfig:o#S3FilesConfig
AWS::Lambda::Function.FunctionScalingConfig MaxExecutionEnvironments:i MinExecutionEnvironments:i
AWS::Lambda::Function.ImageConfig Command:l EntryPoint:l WorkingDirectory:s
AWS::Lambda::Function.LambdaManagedInstancesCapacityProviderConfig CapacityProviderArn:s ExecutionEnvironmentMemoryGiBPerVCpu:n PerExecutionEnvironmentMaxConcurrency:i
AWS::Lambda::Function.LoggingConfig ApplicationLogLevel:s LogFormat:s LogGroup:s SystemLogLevel:s
AWS::Lambda::Function.RuntimeManagementConfig RuntimeVersionArn:s UpdateRuntimeOn:s
AWS::Lambda::Function.S3FilesConfig DirectS3Read:s
AWS::Lambda::Function.SnapStart ApplyOn:s
AWS::Lambda::Function.TenancyConfig TenantIsolationMode:s
AWS::Lambda::Function.TracingConfig Mode:s
AWS::Lambda::Function.VpcConfig Ipv6AllowedForDualStack:b SecurityGroupIds:l SubnetIds:l
AWS::Lambda::LayerVersion CompatibleArchitectures:l! CompatibleRuntimes:l! Content:o#Content! Description:s! LayerName:s! LicenseInfo:s!
AWS::Lambda::LayerVersion.Content S3Bucket:s! S3Key:s! S3ObjectStorageMode:s S3ObjectVersion:s!
AWS::Lambda::Permission Action:s! EventSourceToken:s! FunctionName:s! FunctionUrlAuthType:s! InvokedViaFunctionUrl:b! Principal:s! PrincipalOrgID:s! SourceAccount:s! SourceArn:s!
AWS::Lambda::Url AuthType:s Cors:o#Cors InvokeMode:s Qualifier:s! TargetFunctionArn:s!
AWS::Lambda::Url.Cors AllowCredentials:b AllowHeaders:l AllowMethods:l AllowOrigins:l ExposeHeaders:l MaxAge:i
AWS::Lambda::Version CodeSha256:s! Description:s! FunctionName:s! FunctionScalingConfig:o#FunctionScalingConfig ProvisionedConcurrencyConfig:o#ProvisionedConcurrencyConfiguration! RuntimePolicy:o#RuntimePolicy!
AWS::Lambda::Version.FunctionScalingConfig MaxExecutionEnvironments:i MinExecutionEnvironments:i
AWS::Lambda::Version.ProvisionedConcurrencyConfiguration ProvisionedConcurrentExecutions:i
AWS::Lambda::Version.RuntimePolicy RuntimeVersionArn:s UpdateRuntimeOn:s
AWS::Logs::LogGroup BearerTokenAuthenticationEnabled:b DataProtectionPolicy:j DeletionProtectionEnabled:b FieldIndexPolicies:l KmsKeyId:s LogGroupClass:s LogGroupName:s! ResourcePolicyDocument:j RetentionInDays:i Tags:l
AWS::Logs::MetricFilter ApplyOnTransformedLogs:b EmitSystemFieldDimensions:l FieldSelectionCriteria:s FilterName:s! FilterPattern:s LogGroupName:s! MetricTransformations:l#MetricTransformation
AWS::Logs::MetricFilter.Dimension Key:s Value:s
AWS::Logs::MetricFilter.MetricTransformation DefaultValue:n Dimensions:l#Dimension MetricName:s MetricNamespace:s MetricValue:s Unit:s
AWS::Logs::SubscriptionFilter ApplyOnTransformedLogs:b DestinationArn:s Distribution:s EmitSystemFields:l FieldSelectionCriteria:s FilterName:s! FilterPattern:s LogGroupName:s! RoleArn:s
AWS::S3::Bucket AbacStatus:s AccelerateConfiguration:o#AccelerateConfiguration AccessControl:s AnalyticsConfigurations:l#AnalyticsConfiguration BucketEncryption:o#BucketEncryption BucketName:s! BucketNamePrefix:s! BucketNamespace:s! CorsConfiguration:o#CorsConfiguration IntelligentTieringConfigurations:l#IntelligentTieringConfiguration InventoryConfigurations:l#InventoryConfiguration LifecycleConfiguration:o#LifecycleConfiguration LoggingConfiguration:o#LoggingConfiguration MetadataConfiguration:o#MetadataConfiguration MetadataTableConfiguration:o#MetadataTableConfiguration MetricsConfigurations:l#MetricsConfiguration NotificationConfiguration:o#NotificationConfiguration ObjectLockConfiguration:o#ObjectLockConfiguration ObjectLockEnabled:b! OwnershipControls:o#OwnershipControls PublicAccessBlockConfiguration:o#PublicAccessBlockConfiguration ReplicationConfiguration:o#ReplicationConfiguration Tags:l VersioningConfiguration:o#VersioningConfiguration WebsiteConfiguration:o#WebsiteConfiguration
AWS::S3::Bucket.AbortIncompleteMultipartUpload DaysAfterInitiation:i
AWS::S3::Bucket.AccelerateConfiguration AccelerationStatus:s
AWS::S3::Bucket.AccessControlTranslation Owner:s
AWS::S3::Bucket.AnalyticsConfiguration Id:s Prefix:s StorageClassAnalysis:o#StorageClassAnalysis TagFilters:l#TagFilter
AWS::S3::Bucket.AnnotationTableConfiguration ConfigurationState:s EncryptionConfiguration:o#MetadataTableEncryptionConfiguration Role:s TableArn:s TableName:s
AWS::S3::Bucket.BlockedEncryptionTypes EncryptionType:l
AWS::S3::Bucket.BucketEncryption ServerSideEncryptionConfiguration:l#ServerSideEncryptionRule
AWS::S3::Bucket.CorsConfiguration CorsRules:l#CorsRule
AWS::S3::Bucket.CorsRule AllowedHeaders:l AllowedMethods:l AllowedOrigins:l ExposedHeaders:l Id:s MaxAge:i
AWS::S3::Bucket.DataExport Destination:o#Destination OutputSchemaVersion:s
AWS::S3::Bucket.DefaultEventHold Days:i Years:i
AWS::S3::Bucket.DefaultRetention Days:i DefaultEventHold:o#DefaultEventHold Mode:s Years:i
AWS::S3::Bucket.DeleteMarkerReplication Status:s
AWS::S3::Bucket.Destination BucketAccountId:s BucketArn:s Format:s Prefix:s
AWS::S3::Bucket.EncryptionConfiguration ReplicaKmsKeyID:s
AWS::S3::Bucket.EventBridgeConfiguration EventBridgeEnabled:b
AWS::S3::Bucket.FilterRule Name:s Value:s
AWS::S3::Bucket.IntelligentTieringConfiguration Id:s Prefix:s Status:s TagFilters:l#TagFilter Tierings:l#Tiering
AWS::S3::Bucket.InventoryConfiguration Destination:o#Destination Enabled:b Id:s IncludedObjectVersions:s OptionalFields:l Prefix:s ScheduleFrequency:s
AWS::S3::Bucket.InventoryTableConfiguration ConfigurationState:s EncryptionConfiguration:o#MetadataTableEncryptionConfiguration TableArn:s TableName:s
AWS::S3::Bucket.JournalTableConfiguration EncryptionConfiguration:o#MetadataTableEncryptionConfiguration RecordExpiration:o#RecordExpiration TableArn:s TableName:s
AWS::S3::Bucket.LambdaConfiguration Event:s Filter:o#NotificationFilter Function:s
AWS::S3::Bucket.LifecycleConfiguration Rules:l#Rule TransitionDefaultMinimumObjectSize:s
AWS::S3::Bucket.LoggingConfiguration DestinationBucketName:s LogFilePrefix:s TargetObjectKeyFormat:o#TargetObjectKeyFormat
AWS::S3::Bucket.MetadataConfiguration AnnotationTableConfiguration:o#AnnotationTableConfiguration Destination:o#MetadataDestination InventoryTableConfiguration:o#InventoryTableConfiguration JournalTableConfiguration:o#JournalTableConfiguration
AWS::S3::Bucket.MetadataDestination TableBucketArn:s TableBucketType:s TableNamespace:s
AWS::S3::Bucket.MetadataTableConfiguration S3TablesDestination:o#S3TablesDestination
AWS::S3::Bucket.MetadataTableEncryptionConfiguration KmsKeyArn:s SseAlgorithm:s
AWS::S3::Bucket.Metrics EventThreshold:o#ReplicationTimeValue Status:s
AWS::S3::Bucket.MetricsConfiguration AccessPointArn:s Id:s Prefix:s TagFilters:l#TagFilter
AWS::S3::Bucket.NoncurrentVersionExpiration NewerNoncurrentVersions:i NoncurrentDays:i
AWS::S3::Bucket.NoncurrentVersionTransition NewerNoncurrentVersions:i StorageClass:s TransitionInDays:i
AWS::S3::Bucket.NotificationConfiguration EventBridgeConfiguration:o#EventBridgeConfiguration LambdaConfigurations:l#LambdaConfiguration QueueConfigurations:l#QueueConfiguration TopicConfigurations:l#TopicConfiguration
AWS::S3::Bucket.NotificationFilter S3Key:o#S3KeyFilter
AWS::S3::Bucket.ObjectLockConfiguration ObjectLockEnabled:s Rule:o#ObjectLockRule
AWS::S3::Bucket.ObjectLockRule DefaultRetention:o#DefaultRetention
AWS::S3::Bucket.OwnershipControls Rules:l#OwnershipControlsRule
AWS::S3::Bucket.OwnershipControlsRule ObjectOwnership:s
AWS::S3::Bucket.PartitionedPrefix PartitionDateSource:s
AWS::S3::Bucket.PublicAccessBlockConfiguration BlockPublicAcls:b BlockPublicPolicy:b IgnorePublicAcls:b RestrictPublicBuckets:b
AWS::S3::Bucket.QueueConfiguration Event:s Filter:o#NotificationFilter Queue:s
AWS::S3::Bucket.RecordExpiration Days:i Expiration:s
AWS::S3::Bucket.RedirectAllRequestsTo HostName:s Protocol:s
AWS::S3::Bucket.RedirectRule HostName:s HttpRedirectCode:s Protocol:s ReplaceKeyPrefixWith:s ReplaceKeyWith:s
AWS::S3::Bucket.ReplicaModifications Status:s
AWS::S3::Bucket.ReplicationConfiguration Role:s Rules:l#ReplicationRule
AWS::S3::Bucket.ReplicationDestination AccessControlTranslation:o#AccessControlTranslation Account:s Bucket:s EncryptionConfiguration:o#EncryptionConfiguration Metrics:o#Metrics ReplicationTime:o#ReplicationTime StorageClass:s
AWS::S3::Bucket.ReplicationRule DeleteMarkerReplication:o#DeleteMarkerReplication Destination:o#ReplicationDestination Filter:o#ReplicationRuleFilter Id:s Prefix:s Priority:i SourceSelectionCriteria:o#SourceSelectionCriteria Status:s
AWS::S3::Bucket.ReplicationRuleAndOperator Prefix:s TagFilters:l#TagFilter
AWS::S3::Bucket.ReplicationRuleFilter And:o#ReplicationRuleAndOperator Prefix:s TagFilter:o#TagFilter
AWS::S3::Bucket.ReplicationTime Status:s Time:o#ReplicationTimeValue
AWS::S3::Bucket.ReplicationTimeValue Minutes:i
AWS::S3::Bucket.RoutingRule RedirectRule:o#RedirectRule RoutingRuleCondition:o#RoutingRuleCondition
AWS::S3::Bucket.RoutingRuleCondition HttpErrorCodeReturnedEquals:s KeyPrefixEquals:s
AWS::S3::Bucket.Rule AbortIncompleteMultipartUpload:o#AbortIncompleteMultipartUpload ExpirationDate:s ExpirationInDays:i ExpiredObjectDeleteMarker:b Id:s NoncurrentVersionExpiration:o#NoncurrentVersionExpiration NoncurrentVersionExpirationInDays:i NoncurrentVersionTransition:o#NoncurrentVersionTransition NoncurrentVersionTransitions:l#NoncurrentVersionTransition ObjectSizeGreaterThan:i ObjectSizeLessThan:i Prefix:s Status:s TagFilters:l#TagFilter Transition:o#Transition Transitions:l#Transition
AWS::S3::Bucket.S3KeyFilter Rules:l#FilterRule
AWS::S3::Bucket.S3TablesDestination TableArn:s TableBucketArn:s TableName:s TableNamespace:s
AWS::S3::Bucket.ServerSideEncryptionByDefault KMSMasterKeyID:s SSEAlgorithm:s
AWS::S3::Bucket.ServerSideEncryptionRule BlockedEncryptionTypes:o#BlockedEncryptionTypes BucketKeyEnabled:b ServerSideEncryptionByDefault:o#ServerSideEncryptionByDefault
AWS::S3::Bucket.SourceSelectionCriteria ReplicaModifications:o#ReplicaModifications SseKmsEncryptedObjects:o#SseKmsEncryptedObjects
AWS::S3::Bucket.SseKmsEncryptedObjects Status:s
AWS::S3::Bucket.StorageClassAnalysis DataExport:o#DataExport
AWS::S3::Bucket.TagFilter Key:s Value:s
AWS::S3::Bucket.TargetObjectKeyFormat PartitionedPrefix:o#PartitionedPrefix SimplePrefix:j
AWS::S3::Bucket.Tiering AccessTier:s Days:i
AWS::S3::Bucket.TopicConfiguration Event:s Filter:o#NotificationFilter Topic:s
AWS::S3::Bucket.Transition StorageClass:s TransitionDate:s TransitionInDays:i
AWS::S3::Bucket.VersioningConfiguration Status:s
AWS::S3::Bucket.WebsiteConfiguration ErrorDocument:s IndexDocument:s RedirectAllRequestsTo:o#RedirectAllRequestsTo RoutingRules:l#RoutingRule
AWS::SNS::Subscription DeliveryPolicy:js Endpoint:s! FilterPolicy:js FilterPolicyScope:s Protocol:s! RawMessageDelivery:b RedrivePolicy:js Region:s ReplayPolicy:js SubscriptionRoleArn:s TopicArn:s!
AWS::SNS::Topic ArchivePolicy:j ContentBasedDeduplication:b DataProtectionPolicy:j DeliveryStatusLogging:l#LoggingConfig DisplayName:s FifoThroughputScope:s FifoTopic:b! KmsMasterKeyId:s MaximumMessageSize:i SignatureVersion:s Subscription:l#Subscription Tags:l TopicName:s! TracingConfig:s
AWS::SNS::Topic.LoggingConfig FailureFeedbackRoleArn:s Protocol:s SuccessFeedbackRoleArn:s SuccessFeedbackSampleRate:s
AWS::SNS::Topic.Subscription Endpoint:s Protocol:s
AWS::SQS::Queue ContentBasedDeduplication:b DeduplicationScope:s DelaySeconds:i FifoQueue:b! FifoThroughputLimit:s KmsDataKeyReusePeriodSeconds:i KmsMasterKeyId:s MaximumMessageSize:i MessageRetentionPeriod:i QueueName:s! ReceiveMessageWaitTimeSeconds:i RedriveAllowPolicy:js RedrivePolicy:js SqsManagedSseEnabled:b Tags:l VisibilityTimeout:i
AWS::SQS::QueuePolicy PolicyDocument:js Queues:l
AWS::SSM::Parameter AllowedPattern:s DataType:s Description:s Name:s! Policies:s Tags:m Tier:s Type:s Value:s
AWS::Scheduler::Schedule Description:s EndDate:s FlexibleTimeWindow:o#FlexibleTimeWindow GroupName:s KmsKeyArn:s Name:s! ScheduleExpression:s ScheduleExpressionTimezone:s StartDate:s State:s Target:o#Target
AWS::Scheduler::Schedule.AwsVpcConfiguration AssignPublicIp:s SecurityGroups:l Subnets:l
AWS::Scheduler::Schedule.CapacityProviderStrategyItem Base:n CapacityProvider:s Weight:n
AWS::Scheduler::Schedule.DeadLetterConfig Arn:s
AWS::Scheduler::Schedule.EcsParameters CapacityProviderStrategy:l#CapacityProviderStrategyItem EnableECSManagedTags:b EnableExecuteCommand:b Group:s LaunchType:s NetworkConfiguration:o#NetworkConfiguration PlacementConstraints:l#PlacementConstraint PlacementStrategy:l#PlacementStrategy PlatformVersion:s PropagateTags:s ReferenceId:s Tags:l TaskCount:n TaskDefinitionArn:s
AWS::Scheduler::Schedule.EventBridgeParameters DetailType:s Source:s
AWS::Scheduler::Schedule.FlexibleTimeWindow MaximumWindowInMinutes:n Mode:s
AWS::Scheduler::Schedule.KinesisParameters PartitionKey:s
AWS::Scheduler::Schedule.NetworkConfiguration AwsvpcConfiguration:o#AwsVpcConfiguration
AWS::Scheduler::Schedule.PlacementConstraint Expression:s Type:s
AWS::Scheduler::Schedule.PlacementStrategy Field:s Type:s
AWS::Scheduler::Schedule.RetryPolicy MaximumEventAgeInSeconds:n MaximumRetryAttempts:n
AWS::Scheduler::Schedule.SageMakerPipelineParameter Name:s Value:s
AWS::Scheduler::Schedule.SageMakerPipelineParameters PipelineParameterList:l#SageMakerPipelineParameter
AWS::Scheduler::Schedule.SqsParameters MessageGroupId:s
AWS::Scheduler::Schedule.Target Arn:s DeadLetterConfig:o#DeadLetterConfig EcsParameters:o#EcsParameters EventBridgeParameters:o#EventBridgeParameters Input:s KinesisParameters:o#KinesisParameters RetryPolicy:o#RetryPolicy RoleArn:s SageMakerPipelineParameters:o#SageMakerPipelineParameters SqsParameters:o#SqsParameters
AWS::SecretsManager::Secret Description:s GenerateSecretString:o#GenerateSecretString KmsKeyId:s Name:s! ReplicaRegions:l#ReplicaRegion SecretString:s Tags:l Type:s
AWS::SecretsManager::Secret.GenerateSecretString ExcludeCharacters:s ExcludeLowercase:b ExcludeNumbers:b ExcludePunctuation:b ExcludeUppercase:b GenerateStringKey:s IncludeSpace:b PasswordLength:i RequireEachIncludedType:b SecretStringTemplate:s
AWS::SecretsManager::Secret.ReplicaRegion KmsKeyId:s Region:s
AWS::Serverless::Api AccessLogSetting:o#AccessLogSetting AlwaysDeploy:b Auth:o#Auth BinaryMediaTypes:l CacheClusterEnabled:b CacheClusterSize:s CanarySetting:o#CanarySetting Cors:os DefinitionBody:j DefinitionUri:os Description:s DisableExecuteApiEndpoint:b Domain:o#DomainConfiguration EndpointConfiguration:os GatewayResponses:j MethodSettings:l MinimumCompressionSize:n Models:j Name:s OpenApiVersion:s StageName:s! Tags:m TracingEnabled:b Variables:m
AWS::Serverless::Api.AccessLogSetting DestinationArn:s Format:s
AWS::Serverless::Api.Auth AddDefaultAuthorizerToCorsPreflight:b Authorizers:j DefaultAuthorizer:s
AWS::Serverless::Api.CanarySetting DeploymentId:s PercentTraffic:n StageVariableOverrides:m UseStageCache:b
AWS::Serverless::Api.DomainConfiguration BasePath:l CertificateArn:s DomainName:s EndpointConfiguration:s MutualTlsAuthentication:o#MutualTlsAuthentication OwnershipVerificationCertificateArn:s Route53:o#Route53Configuration SecurityPolicy:s
AWS::Serverless::Api.MutualTlsAuthentication TruststoreUri:s TruststoreVersion:s
AWS::Serverless::Api.Route53Configuration DistributedDomainName:s EvaluateTargetHealth:b HostedZoneId:s HostedZoneName:s IpV6:b
AWS::Serverless::Function Architectures:l AssumeRolePolicyDocument:j AutoPublishAlias:s AutoPublishCodeSha256:s CodeSigningConfigArn:s CodeUri:os DeadLetterQueue:o#DeadLetterQueue DeploymentPreference:o#DeploymentPreference Description:s Environment:o#FunctionEnvironment EphemeralStorage:o#EphemeralStorage EventInvokeConfig:o#EventInvokeConfig Events:m#EventSource FileSystemConfigs:l#FileSystemConfig FunctionName:s! FunctionUrlConfig:o#FunctionUrlConfig Handler:s ImageConfig:o#ImageConfig ImageUri:s InlineCode:s KmsKeyArn:s Layers:l MemorySize:n PackageType:s! PermissionsBoundary:s Policies:los ProvisionedConcurrencyConfig:o#ProvisionedConcurrencyConfig ReservedConcurrentExecutions:n Role:s Runtime:s Tags:m Timeout:n Tracing:s VersionDescription:s VpcConfig:o#VpcConfig CapacityProviderConfig:o DurableConfig:o LoggingConfig:o PropagateTags:b PublishToLatestPublished:b RecursiveLoop:s RolePath:s RuntimeManagementConfig:o SnapStart:o SourceKMSKeyArn:s
AWS::Serverless::Function.DeadLetterQueue TargetArn:s Type:s
AWS::Serverless::Function.DeploymentPreference Alarms:l Enabled:b Hooks:o#Hooks Role:s Type:s
AWS::Serverless::Function.Destination Destination:s Type:s
AWS::Serverless::Function.EphemeralStorage Size:n
AWS::Serverless::Function.EventInvokeConfig DestinationConfig:o#EventInvokeDestinationConfig MaximumEventAgeInSeconds:n MaximumRetryAttempts:n
AWS::Serverless::Function.EventInvokeDestinationConfig OnFailure:o#Destination OnSuccess:o#Destination
AWS::Serverless::Function.EventSource Properties:o Type:s
AWS::Serverless::Function.FileSystemConfig Arn:s LocalMountPath:s
AWS::Serverless::Function.FunctionEnvironment Variables:m
AWS::Serverless::Function.FunctionUrlConfig AuthType:s Cors:os InvokeMode:s
AWS::Serverless::Function.Hooks PostTraffic:s PreTraffic:s
AWS::Serverless::Function.ImageConfig Command:l EntryPoint:l WorkingDirectory:s
AWS::Serverless::Function.ProvisionedConcurrencyConfig ProvisionedConcurrentExecutions:s
AWS::Serverless::Function.VpcConfig SecurityGroupIds:l SubnetIds:l
AWS::Serverless::HttpApi AccessLogSetting:o#AccessLogSetting Auth:o#HttpApiAuth CorsConfiguration:bo DefaultRouteSettings:o#RouteSettings DefinitionBody:j DefinitionUri:os Description:s DisableExecuteApiEndpoint:b Domain:o#HttpApiDomainConfiguration FailOnWarnings:b RouteSettings:o#RouteSettings StageName:s StageVariables:m Tags:m
AWS::Serverless::HttpApi.AccessLogSetting DestinationArn:s Format:s
AWS::Serverless::HttpApi.HttpApiAuth Authorizers:j DefaultAuthorizer:s
AWS::Serverless::HttpApi.HttpApiDomainConfiguration BasePath:s CertificateArn:s DomainName:s EndpointConfiguration:s MutualTlsAuthentication:o#MutualTlsAuthentication Route53:o#Route53Configuration SecurityPolicy:s
AWS::Serverless::HttpApi.MutualTlsAuthentication TruststoreUri:s TruststoreVersion:b
AWS::Serverless::HttpApi.Route53Configuration DistributedDomainName:s EvaluateTargetHealth:b HostedZoneId:s HostedZoneName:s IpV6:b
AWS::Serverless::HttpApi.RouteSettings DataTraceEnabled:b DetailedMetricsEnabled:b LoggingLevel:s ThrottlingBurstLimit:n ThrottlingRateLimit:n
AWS::Serverless::LayerVersion CompatibleRuntimes:l! ContentUri:os! Description:s LayerName:s! LicenseInfo:s RetentionPolicy:s
AWS::Serverless::SimpleTable PrimaryKey:o#PrimaryKey! ProvisionedThroughput:o#ProvisionedThroughput SSESpecification:o#SSESpecification TableName:s! Tags:m
AWS::Serverless::SimpleTable.PrimaryKey Name:s Type:s
AWS::Serverless::SimpleTable.ProvisionedThroughput ReadCapacityUnits:n WriteCapacityUnits:n
AWS::Serverless::SimpleTable.SSESpecification SSEEnabled:b
AWS::Serverless::StateMachine Definition:j DefinitionSubstitutions:m DefinitionUri:os Events:m#EventSource Logging:o#LoggingConfiguration Name:s! PermissionsBoundaries:s Policies:los Role:s Tags:m Tracing:o#TracingConfiguration Type:s!
AWS::Serverless::StateMachine.CloudWatchLogsLogGroup LogGroupArn:s
AWS::Serverless::StateMachine.EventSource Properties:o Type:s
AWS::Serverless::StateMachine.LogDestination CloudWatchLogsLogGroup:o#CloudWatchLogsLogGroup
AWS::Serverless::StateMachine.LoggingConfiguration Destinations:l#LogDestination IncludeExecutionData:b Level:s
AWS::Serverless::StateMachine.TracingConfiguration Enabled:b
AWS::StepFunctions::StateMachine Definition:j DefinitionS3Location:o#S3Location DefinitionString:s DefinitionSubstitutions:m EncryptionConfiguration:o#EncryptionConfiguration LoggingConfiguration:o#LoggingConfiguration RoleArn:s StateMachineName:s! StateMachineType:s! Tags:l#TagsEntry TracingConfiguration:o#TracingConfiguration
AWS::StepFunctions::StateMachine.CloudWatchLogsLogGroup LogGroupArn:s
AWS::StepFunctions::StateMachine.EncryptionConfiguration KmsDataKeyReusePeriodSeconds:i KmsKeyId:s Type:s
AWS::StepFunctions::StateMachine.LogDestination CloudWatchLogsLogGroup:o#CloudWatchLogsLogGroup
AWS::StepFunctions::StateMachine.LoggingConfiguration Destinations:l#LogDestination IncludeExecutionData:b Level:s
AWS::StepFunctions::StateMachine.S3Location Bucket:s Key:s Version:s
AWS::StepFunctions::StateMachine.TagsEntry Key:s Value:s
AWS::StepFunctions::StateMachine.TracingConfiguration Enabled:b
`;
