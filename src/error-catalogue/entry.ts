/** One failure that a user can meet. */
export interface CatalogueEntry {
  /** HTTP status, where the failure is answered over HTTP. */
  readonly status: number;
  /** Reason of the Kubernetes `Status` (metav1.StatusReason), which clients act on. */
  readonly reason: string;
  /** The message; `{name}` is replaced by the parameter of that name. */
  readonly message: string;
  /** What the reader should do. */
  readonly hint: string;
}
