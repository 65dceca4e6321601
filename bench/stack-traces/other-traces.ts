import { type Trace, tracesOf, traps } from "./trace.ts";

const modules = [
  ...traps,
  "go.mod",
  "internal/cart/total.go",
  "internal/price/price.go",
  "cmd/orders/main.go",
  "cmd/billing/main.go",
];

const go = tracesOf({
  language: "go",
  type: "runtime error",
  message: "index out of range [4] with length 4",
  repository: modules,
  source: ".",
  through: ["cmd/orders/main.go"],
});

const PANIC = "panic: runtime error: index out of range [4] with length 4\n\n";

export const goTraces: readonly Trace[] = [
  go(
    "panic",
    `${PANIC}goroutine 1 [running]:\nruntime.goPanicIndex(0x5)\n\t/usr/local/go/src/runtime/panic.go:114 +0x1d\nacme/shop/internal/cart.(*Cart).Total(0xc000012345, {0x1, 0x2})\n\t/app/internal/cart/total.go:31 +0x1d\nmain.main()\n\t/app/cmd/orders/main.go:9 +0x20\nexit status 2`,
    ["/app/internal/cart/total.go", 31],
    "internal/cart/total.go",
  ),
  go(
    "trimpath",
    `${PANIC}goroutine 1 [running]:\nruntime.goPanicIndex(0x5)\n\truntime/panic.go:114 +0x1d\ngithub.com/acme/shop/internal/cart.Total(...)\n\tgithub.com/acme/shop/internal/cart/total.go:31\ngithub.com/aws/aws-lambda-go/lambda.reflectHandler.func2()\n\tgithub.com/aws/aws-lambda-go@v1.47.0/lambda/handler.go:88 +0x20`,
    ["github.com/acme/shop/internal/cart/total.go", 31],
    "internal/cart/total.go",
  ),
  go(
    "nil pointer with other goroutines",
    `panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47]\n\ngoroutine 7 [running]:\nacme/shop/internal/cart.Total.func1()\n\t/app/internal/cart/total.go:31 +0x1d\ncreated by acme/shop/internal/price.Of in goroutine 1\n\t/app/internal/price/price.go:3 +0x2\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/app/cmd/orders/main.go:9 +0x20`,
    ["/app/internal/cart/total.go", 31],
    "internal/cart/total.go",
    { through: ["internal/price/price.go", "cmd/orders/main.go"] },
  ),
  go(
    "recovered",
    `panic: no price [recovered]\n\tpanic: no price\n\ngoroutine 1 [running]:\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:770 +0x132\nacme/shop/internal/cart.Total(...)\n\t/app/internal/cart/total.go:31\nmain.main()\n\t/app/cmd/orders/main.go:9 +0x20`,
    ["/app/internal/cart/total.go", 31],
    "internal/cart/total.go",
    { type: "panic" },
  ),
  go(
    "pkg/errors",
    "no price\nacme/shop/internal/cart.Total\n\t/app/internal/cart/total.go:31\nmain.main\n\t/app/cmd/orders/main.go:9\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:250\nruntime.goexit\n\t/usr/local/go/src/runtime/asm_amd64.s:1571",
    ["/app/internal/cart/total.go", 31],
    "internal/cart/total.go",
    { type: null },
  ),
  go(
    "vendored and module cache",
    `${PANIC}goroutine 1 [running]:\ngithub.com/jackc/pgx.Query()\n\t/go/pkg/mod/github.com/jackc/pgx@v4.0.0/conn.go:3 +0x1\ngopkg.in/yaml%2ev3.Unmarshal()\n\t/app/vendor/gopkg.in/yaml.v3/yaml.go:5 +0x1\nacme/shop/internal/cart.Total()\n\t/app/internal/cart/total.go:31 +0x2`,
    ["/app/internal/cart/total.go", 31],
    "internal/cart/total.go",
  ),
];

const rubyFiles = [
  ...traps,
  "orders/app.rb",
  "orders/lib/price.rb",
  "orders/app/models/price.rb",
  "billing/app.rb",
];

const ruby = tracesOf({
  language: "ruby",
  type: "KeyError",
  message: "key not found: :sku",
  repository: rubyFiles,
  source: "orders",
  through: ["orders/app.rb"],
});

export const rubyTraces: readonly Trace[] = [
  ruby(
    "plain",
    "/var/task/lib/price.rb:3:in `fetch': key not found: :sku (KeyError)\n\tfrom /var/task/lib/price.rb:3:in `of'\n\tfrom /var/task/app.rb:9:in `block in handler'\n\tfrom /var/task/vendor/bundle/ruby/3.2.0/gems/rack-3.0/lib/rack/builder.rb:12:in `call'",
    ["/var/task/lib/price.rb", 3],
    "orders/lib/price.rb",
  ),
  ruby(
    "3.4",
    "/var/task/lib/price.rb:3:in 'Hash#fetch': key not found: :sku (KeyError)\n\tfrom /var/task/lib/price.rb:3:in 'Price.of'\n\tfrom /var/task/app.rb:9:in 'Object#handler'",
    ["/var/task/lib/price.rb", 3],
    "orders/lib/price.rb",
  ),
  ruby(
    "Rails",
    "KeyError (key not found: :sku):\n  \napp/models/price.rb:3:in `of'\n/usr/local/bundle/gems/activesupport-7.1/lib/active_support/callbacks.rb:9:in `run'\napp.rb:9:in `index'",
    ["app/models/price.rb", 3],
    "orders/app/models/price.rb",
  ),
  ruby(
    "cause",
    "/var/task/app.rb:12:in `rescue in handler': no price (PriceError)\n\tfrom /var/task/app.rb:9:in `handler'\n/var/task/lib/price.rb:3:in `fetch': key not found: :sku (KeyError)\n\tfrom /var/task/app.rb:9:in `handler'",
    ["/var/task/lib/price.rb", 3],
    "orders/lib/price.rb",
    { type: "PriceError" },
  ),
];

const phpFiles = [
  ...traps,
  "orders/src/Price.php",
  "orders/src/Cart.php",
  "orders/public/index.php",
  "billing/src/Price.php",
];

const php = tracesOf({
  language: "php",
  type: "TypeError",
  message: "no price",
  repository: phpFiles,
  source: "orders",
  through: ["orders/src/Cart.php", "orders/public/index.php", "orders/src/Price.php"],
});

export const phpTraces: readonly Trace[] = [
  php(
    "fatal",
    "PHP Fatal error:  Uncaught TypeError: no price in /var/task/src/Price.php:14\nStack trace:\n#0 /var/task/src/Cart.php(31): Acme\\Shop\\Price->of(NULL)\n#1 [internal function]: Acme\\Shop\\Cart->total()\n#2 /var/task/public/index.php(9): array_map(Object(Closure), Array)\n#3 {main}\n  thrown in /var/task/src/Price.php on line 14",
    ["/var/task/src/Price.php", 14],
    "orders/src/Price.php",
  ),
  php(
    "library innermost",
    "PHP Fatal error:  Uncaught GuzzleHttp\\Exception\\ConnectException: no price in /var/task/vendor/guzzlehttp/guzzle/src/Handler.php:14\nStack trace:\n#0 /var/task/vendor/guzzlehttp/guzzle/src/Client.php(31): GuzzleHttp\\Handler->go()\n#1 /var/task/src/Cart.php(31): GuzzleHttp\\Client->get('x')\n#2 {main}\n  thrown in /var/task/vendor/guzzlehttp/guzzle/src/Handler.php on line 14",
    ["/var/task/src/Cart.php", 31],
    "orders/src/Cart.php",
    { type: "GuzzleHttp\\Exception\\ConnectException" },
  ),
  php(
    "next",
    "PHP Fatal error:  Uncaught TypeError: inner in /var/task/src/Price.php:14\nStack trace:\n#0 /var/task/src/Cart.php(31): Acme\\Shop\\Price->of(NULL)\n#1 {main}\n\nNext RuntimeException: no price in /var/task/src/Cart.php:33\nStack trace:\n#0 /var/task/public/index.php(9): Acme\\Shop\\Cart->total()\n#1 {main}\n  thrown in /var/task/src/Cart.php on line 33",
    ["/var/task/src/Price.php", 14],
    "orders/src/Price.php",
    { type: "RuntimeException" },
  ),
];

const cargo = [...traps, "orders/src/price.rs", "orders/src/main.rs", "billing/src/main.rs"];

const rust = tracesOf({
  language: "rust",
  type: "panic",
  message: "no price",
  repository: cargo,
  source: "orders",
  through: ["orders/src/main.rs"],
});

export const rustTraces: readonly Trace[] = [
  rust(
    "panic",
    "thread 'main' panicked at src/price.rs:31:9:\nno price\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/90b35a6/library/std/src/panicking.rs:645:5\n   1: core::panicking::panic_fmt\n             at /rustc/90b35a6/library/core/src/panicking.rs:72:14\n   2: shop::price_of\n             at ./src/price.rs:31:9\n   3: shop::handler\n             at ./src/main.rs:12:5",
    ["./src/price.rs", 31],
    "orders/src/price.rs",
  ),
  rust(
    "panic without backtrace",
    "thread 'tokio-runtime-worker' panicked at src/price.rs:31:9:\nno price\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    ["src/price.rs", 31],
    "orders/src/price.rs",
  ),
  rust(
    "panic before 1.73",
    "thread 'main' panicked at 'no price', src/price.rs:31:9\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    ["src/price.rs", 31],
    "orders/src/price.rs",
  ),
];
