// Stands in for apache-arrow in the bundle: storage-blob wants it only for listing blobs in Arrow format, which we never ask for.

/** Says that the format is not there, should the client ever ask. */
export function tableFromIPC(): never {
  throw new Error('Listing blobs in Arrow format is not part of this build');
}
