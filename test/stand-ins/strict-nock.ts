import nock from "nock";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

const loopback = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Call once at the top of a test file: no request leaves the machine (loopback may), and a test fails on a request
 * that no interceptor matched and on an interceptor that nothing used.
 */
export function strictNock(): void {
  const unmatched: string[] = [];
  const note = (request: unknown) => {
    if (request instanceof Request && loopback.test(new URL(request.url).host)) return;
    unmatched.push(request instanceof Request ? `${request.method} ${request.url}` : String(request));
  };

  beforeAll(() => {
    // Another file of the same process may have restored what nock replaces.
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.enableNetConnect(loopback);
    nock.emitter.on("no match", note);
  });

  afterEach(() => {
    const pending = nock.pendingMocks();
    const missed = unmatched.splice(0);
    nock.cleanAll();
    expect(missed, "requests without an interceptor").toEqual([]);
    expect(pending, "interceptors that nothing used").toEqual([]);
  });

  afterAll(() => {
    nock.emitter.off("no match", note);
    nock.enableNetConnect();
    nock.restore();
  });
}
