/**
 * Options of a Node HTTP server. Whoever connects and says nothing, or sends their request by single bytes, holds a socket
 * for so long and no longer. Node looks every 30 s unless it is told to.
 */
export const httpDeadlines = (requestMs: number) => ({
  headersTimeout: requestMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: Math.ceil(requestMs / 4),
});
