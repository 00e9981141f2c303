/**
 * The error codes of the CINNOX Open API that the transport itself acts on.
 * https://docs.cinnox.com/docs/error-codes-and-rate-limit
 */
export const NO_SUCH_ROUTE = 6450001;
export const WRONG_PARAMETER = 6451000;
export const SERVICE_BROKEN = 6451001;
export const RATE_LIMITED = 6451010;
export const NO_RECORDS = 6451011;
export const TOO_MANY_RECORDS = 6451013;
export const INVALID_TOKEN = 6452000;
export const INVALID_APP_ID = 6452001;
