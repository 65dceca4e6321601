/** A bug in a function's code; it is there as long as the file contains the faulty text. */
export interface CodeBug {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Share of invocations that run into it. */
  readonly probability: number;
  /** The call stack, innermost first. The bug is gone when the first frame's text is no longer in its file. */
  readonly frames: readonly { readonly functionName: string; readonly file: string; readonly text: string }[];
}

/** What a function does with the memory, and so the processor, that it is given. */
export interface Workload {
  readonly service: string;
  readonly functionName: string;
  readonly requestsPerMinute: number;
  /** 0 (flat) to 1 (nothing at night). */
  readonly dailyAmplitude: number;
  /** Share of half-hours in which two and a half times as much comes in. */
  readonly burstProbability: number;
  /** Processor time on one full vCPU, which Lambda gives at 1,769 MB. */
  readonly cpuMilliseconds: number;
  /** Time spent waiting for others, whatever the memory. */
  readonly waitMilliseconds: number;
  /** Standard deviation of the logarithm of a single duration. */
  readonly spread: number;
  readonly memoryMegabytes: { readonly typical: number; readonly most: number };
  readonly bugs: readonly CodeBug[];
}

/**
 * The three functions of acme/shop. None has bursts: the judge does not know how many requests there are, and takes
 * a burst right after a merge for a regression. The closed-loop benchmark has them.
 */
export const shopWorkloads: readonly Workload[] = [
  {
    // Short of memory, so the garbage collector eats the processor, and the largest carts are killed: more memory is
    // faster, and nothing dies.
    service: "checkout",
    functionName: "shop-checkout",
    requestsPerMinute: 14,
    dailyAmplitude: 0.3,
    burstProbability: 0,
    cpuMilliseconds: 45,
    waitMilliseconds: 60,
    spread: 0.25,
    memoryMegabytes: { typical: 228, most: 259 },
    bugs: [],
  },
  {
    // Uses little memory but all of the processor: less memory looks right and makes it far slower.
    service: "thumbnails",
    functionName: "shop-thumbnails",
    requestsPerMinute: 12,
    dailyAmplitude: 0.3,
    burstProbability: 0,
    cpuMilliseconds: 300,
    waitMilliseconds: 40,
    spread: 0.25,
    memoryMegabytes: { typical: 150, most: 190 },
    bugs: [],
  },
  {
    service: "orders",
    functionName: "shop-orders",
    requestsPerMinute: 12,
    dailyAmplitude: 0.3,
    burstProbability: 0,
    cpuMilliseconds: 14,
    waitMilliseconds: 80,
    spread: 0.25,
    memoryMegabytes: { typical: 150, most: 178 },
    bugs: [
      {
        errorType: "TypeError",
        errorMessage: "Cannot read properties of undefined (reading 'city')",
        probability: 0.08,
        frames: [
          {
            functionName: "shippingLabel",
            file: "src/orders/label.js",
            text: "order.shippingAddress.city",
          },
          { functionName: "Runtime.handler", file: "src/orders/handler.js", text: "shippingLabel(order)" },
        ],
      },
    ],
  },
];
