import { type Trace, tracesOf, traps } from "./trace.ts";

const maven = [
  ...traps,
  "orders/src/main/java/com/acme/shop/Cart.java",
  "orders/src/main/java/com/acme/shop/Price.java",
  "orders/src/main/java/com/acme/shop/Disk.java",
  "orders/src/main/kotlin/com/acme/shop/Cart.kt",
  "orders/src/main/scala/com/acme/shop/Cart.scala",
  "orders/src/main/java/com/google/shop/Cart.java",
  "billing/src/main/java/com/acme/shop/Cart.java",
  "orders/src/test/java/com/acme/shop/PriceTest.java",
];
const CART = "orders/src/main/java/com/acme/shop/Cart.java";
const PRICE = "orders/src/main/java/com/acme/shop/Price.java";

const java = tracesOf({
  language: "java",
  type: "java.lang.IllegalStateException",
  message: "no price",
  repository: maven,
  source: "orders",
  through: [CART, PRICE],
});

const HEAD = "java.lang.IllegalStateException: no price\n";

/** Traces of the JVM: Java, Kotlin, Scala. */
export const jvmTraces: readonly Trace[] = [
  java(
    "plain",
    `${HEAD}\tat com.acme.shop.Cart.total(Cart.java:31)\n\tat com.acme.shop.Price.of(Price.java:14)`,
    ["com/acme/shop/Cart.java", 31],
    CART,
  ),
  java(
    "library innermost, modules, jars",
    `${HEAD}\tat java.base/java.util.Optional.orElseThrow(Optional.java:403) ~[?:?]\n\tat org.springframework.aop.Proxy.invoke(Proxy.java:9) ~[spring-aop-6.1.0.jar!/:6.1.0]\n\tat app//com.acme.shop.Cart.total(Cart.java:31) ~[classes!/:na]`,
    ["com/acme/shop/Cart.java", 31],
    CART,
  ),
  java(
    "thread",
    `Exception in thread "main" ${HEAD}\tat com.acme.shop.Cart.total(Cart.java:31)\n\tat com.acme.shop.Cart$$Lambda$14/0x0000000800c03000.apply(Unknown Source)\n\tat com.acme.shop.Cart$Line.lambda$total$0(Cart.java:40)`,
    ["com/acme/shop/Cart.java", 31],
    CART,
  ),
  java(
    "cause",
    `${HEAD}\tat com.acme.shop.Cart.total(Cart.java:31)\n\tat com.acme.shop.Price.of(Price.java:14)\nCaused by: java.io.IOException: disk full\n\tat com.acme.shop.Disk.write(Disk.java:7)\n\tat com.acme.shop.Cart.total(Cart.java:29)\n\t... 1 more\nCaused by: java.lang.NullPointerException\n\tat com.acme.shop.Price.round(Price.java:88)\n\t... 2 common frames omitted`,
    ["com/acme/shop/Price.java", 88],
    PRICE,
    { through: [CART, "orders/src/main/java/com/acme/shop/Disk.java"] },
  ),
  java(
    "suppressed",
    `${HEAD}\tat com.acme.shop.Cart.total(Cart.java:31)\n\tSuppressed: java.io.IOException: close\n\t\tat com.acme.shop.Disk.close(Disk.java:9)\n\tCaused by: java.io.IOException: inner\n\t\tat com.acme.shop.Disk.flush(Disk.java:11)\n\t\t... 1 more`,
    ["com/acme/shop/Cart.java", 31],
    CART,
    { through: ["orders/src/main/java/com/acme/shop/Disk.java"] },
  ),
  java(
    "Kotlin",
    "kotlin.KotlinNullPointerException: no price\n\tat com.acme.shop.Cart$total$1.invokeSuspend(Cart.kt:31)\n\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)\n\tat com.acme.shop.CartKt.main(Cart.kt:4)",
    ["com/acme/shop/Cart.kt", 31],
    "orders/src/main/kotlin/com/acme/shop/Cart.kt",
    { type: "kotlin.KotlinNullPointerException" },
  ),
  java(
    "Scala",
    "scala.MatchError: no price\n\tat com.acme.shop.Cart$.$anonfun$total$1(Cart.scala:31)\n\tat scala.collection.immutable.List.map(List.scala:246)\n\tat com.acme.shop.Cart.<init>(Cart.scala:3)",
    ["com/acme/shop/Cart.scala", 31],
    "orders/src/main/scala/com/acme/shop/Cart.scala",
    { type: "scala.MatchError" },
  ),
  java(
    "a class within a class",
    "com.acme.shop.Cart$MissingPrice: no price\n\tat com.acme.shop.Cart.total(Cart.java:31)",
    ["com/acme/shop/Cart.java", 31],
    CART,
    { type: "com.acme.shop.Cart$MissingPrice" },
  ),
  java(
    "without a message",
    "java.lang.IllegalStateException\n\tat com.acme.shop.Cart.total(Cart.java:31)",
    ["com/acme/shop/Cart.java", 31],
    CART,
  ),
  java(
    "a message of several lines",
    "java.lang.IllegalStateException: no price\n  for: sku A-1\n\tat com.acme.shop.Cart.total(Cart.java:31)",
    ["com/acme/shop/Cart.java", 31],
    CART,
  ),
];

const visualStudio = [
  ...traps,
  "src/Shop/Cart.cs",
  "src/Shop/Price.cs",
  "src/Billing/Price.cs",
  "test/Shop.Tests/Cart.cs",
];

const dotnet = tracesOf({
  language: "dotnet",
  type: "System.InvalidOperationException",
  message: "no price",
  repository: visualStudio,
  source: "src/Shop",
  through: ["src/Shop/Price.cs", "src/Shop/Cart.cs"],
});

const NET = "System.InvalidOperationException: no price";

/** Traces of .NET, built on Linux and on Windows. */
export const dotnetTraces: readonly Trace[] = [
  dotnet(
    "plain",
    `${NET}\n   at System.Linq.ThrowHelper.ThrowNoElementsException()\n   at Acme.Shop.Cart.Total(List\`1 items, String code) in /work/src/Shop/Cart.cs:line 21\n   at Acme.Shop.Price..ctor(String a) in /work/src/Shop/Price.cs:line 8`,
    ["/work/src/Shop/Cart.cs", 21],
    "src/Shop/Cart.cs",
  ),
  dotnet(
    "inner",
    `${NET}\n ---> System.NullReferenceException: Object reference not set to an instance of an object.\n   at Acme.Shop.Price.Of(String sku) in /work/src/Shop/Price.cs:line 14\n   --- End of inner exception stack trace ---\n   at Acme.Shop.Cart.Total() in /work/src/Shop/Cart.cs:line 21`,
    ["/work/src/Shop/Price.cs", 14],
    "src/Shop/Price.cs",
  ),
  dotnet(
    "async",
    `${NET}\n   at Acme.Shop.Cart.<TotalAsync>d__5.MoveNext() in /work/src/Shop/Cart.cs:line 31\n--- End of stack trace from previous location ---\n   at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)\n   at Acme.Shop.Price.<>c.<Of>b__0_1(Line x) in /work/src/Shop/Price.cs:line 9`,
    ["/work/src/Shop/Cart.cs", 31],
    "src/Shop/Cart.cs",
  ),
  dotnet(
    "Windows",
    `${NET}\r\n   at Acme.Shop.Cart.Total() in C:\\agent\\_work\\1\\s\\src\\Shop\\Cart.cs:line 21\r\n   at Acme.Shop.Price.Of[T](T sku) in C:\\agent\\_work\\1\\s\\src\\Shop\\Price.cs:line 8`,
    ["C:\\agent\\_work\\1\\s\\src\\Shop\\Cart.cs", 21],
    "src/Shop/Cart.cs",
  ),
  dotnet(
    "unhandled",
    `Unhandled exception. ${NET}\n   at Acme.Shop.Cart.Total(Dictionary\`2 prices, Int32& count) in /work/src/Shop/Cart.cs:line 21`,
    ["/work/src/Shop/Cart.cs", 21],
    "src/Shop/Cart.cs",
  ),
];
