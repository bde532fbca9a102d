/** An error as Discord answers it: an HTTP status, and a code of its own. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (what: string) => new ApiError(400, 50035, `Invalid Form Body: ${what}`);
export const unknownChannel = () => new ApiError(404, 10003, 'Unknown Channel');
export const missingAccess = () => new ApiError(403, 50001, 'Missing Access');
export const missingPermissions = () => new ApiError(403, 50013, 'Missing Permissions');
