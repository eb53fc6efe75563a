/** What the server tells of a job; never older than what was told before. */
export interface JobEvent {
  id: string;
  status: string;
  sequence: number;
  content_types_done: number;
  images_done: number;
  error_message: string | null;
}

/** What the server tells of a limit that comes near, in words of the month's figures. */
export interface AlertEvent {
  metric: string;
  /** In percent of the limit. */
  threshold: number;
  used: number;
  limit: number;
}
