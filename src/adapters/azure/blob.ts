// Entry of the chunk with blob storage: finds a capture's file and downloads it, by token first and by key where only that is allowed.

import { BlobClient, ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { CallOptions, TokenSource } from '../../app/azure/ports.ts';
import type { CaptureFileSource, CaptureFileStore, DownloadCaptureFileOptions } from '../../app/capture/ports.ts';
import { isUserError } from '../../app/error/userError.ts';
import {
  blobForbidden,
  captureFileMissing,
  downloadFailed,
  foreignStoragePath,
  fileNotWritable,
  serviceUnreachable,
  storageNetworkBlocked,
} from '../../app/error/userErrors.ts';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import type { StoredFile } from '../../domain/capture/captureFiles.ts';
import { parseBlobLocation } from '../../domain/capture/blobLocation.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { toCredential } from './armConnection.ts';
import { readServiceError, toUserError } from './armErrors.ts';

/** What the store needs of the control plane. */
export interface BlobStorePorts {
  readonly tokens: TokenSource;
  /** Storage domain of the cloud, e.g. `core.windows.net`; undefined where it is not configured. */
  readonly storageSuffix: string | undefined;
  /** The account's blob endpoint as ARM gives it; rejects like every ARM call. */
  readonly blobEndpointOf: (storageId: string, abortSignal?: AbortSignal) => Promise<string | undefined>;
  /** The account's first key, for those who may list keys; rejects like every ARM call. */
  readonly listStorageKey: (storageId: string, abortSignal?: AbortSignal) => Promise<string | undefined>;
  readonly log: Log;
}

const retryOptions = { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 4000 } as const;

/** Blobs listed beside a capture. */
const maxListed = 5000;

/** Times a broken transfer is taken up again where it stopped, without a byte in between. */
const maxResumes = 5;

/** Reads capture files. Remembers per account that the key was needed, so the refused token is tried once only. */
export class BlobCaptureFileStore implements CaptureFileStore {
  readonly #ports: BlobStorePorts;
  readonly #keys = new Map<string, Secret>();
  /** Endpoints of accounts, as ARM gave them. */
  readonly #endpoints = new Map<string, string>();
  /** Addresses that were found to lie in their storage account. */
  readonly #checked = new Set<string>();

  constructor(ports: BlobStorePorts) {
    this.#ports = ports;
  }

  async exists(
    source: CaptureFileSource,
    options: { readonly abortSignal?: AbortSignal | undefined } = {},
  ): Promise<boolean> {
    return (await this.#properties(source, options.abortSignal)) !== undefined;
  }

  list(folder: CaptureFileSource, options: CallOptions = {}): Promise<readonly StoredFile[]> {
    return this.#permitted(folder, options.abortSignal, async (key) => {
      const { client, prefix } = this.#folder(folder, key);
      const files: StoredFile[] = [];
      try {
        for await (const { name, properties } of client.listBlobsFlat({ prefix, ...sdkOptions(options) })) {
          files.push({
            url: client.getBlobClient(name).url.split('?')[0] ?? '',
            sizeInBytes: properties.contentLength ?? 0,
            modifiedAt: properties.lastModified.getTime(),
          });
          if (files.length === maxListed) {
            this.#ports.log.warn(
              `More than ${maxListed} blobs beside capture ${folder.captureName}; the rest is left out`,
            );
            break;
          }
        }
      } catch (error) {
        if (readServiceError(error).statusCode !== 404) {
          throw error;
        }
      }
      return files;
    });
  }

  delete(source: CaptureFileSource, options: CallOptions = {}): Promise<boolean> {
    return this.#permitted(source, options.abortSignal, async (key) => {
      const { succeeded } = await this.#client(source, key).deleteIfExists(sdkOptions(options));
      return succeeded;
    });
  }

  async download(options: DownloadCaptureFileOptions): Promise<void> {
    const { source, targetPath, abortSignal } = options;
    const properties = await this.#properties(source, abortSignal);
    if (properties === undefined) {
      throw captureFileMissing(source.captureName);
    }
    const partPath = `${targetPath}.part`;
    const file = await openForWriting(partPath, targetPath);
    let whole = false;
    try {
      await this.#transfer(options, properties, file);
      await file.sync();
      whole = true;
    } finally {
      await file.close();
      if (!whole) {
        await rm(partPath, { force: true });
      }
    }
    await rename(partPath, targetPath).catch((error: unknown) => {
      throw fileNotWritable(targetPath, errorText(error), error);
    });
  }

  /** Ranged reads on one ETag: the SDK does not take up a body that broke off, so this does. */
  async #transfer(options: DownloadCaptureFileOptions, properties: FoundBlob, file: FileHandle): Promise<void> {
    const { source, abortSignal, onProgress } = options;
    const { client, etag, totalBytes } = properties;
    let receivedBytes = 0;
    let resumes = 0;
    onProgress?.({ receivedBytes, totalBytes });
    while (receivedBytes < totalBytes) {
      const before = receivedBytes;
      try {
        const response = await client.download(receivedBytes, undefined, {
          conditions: { ifMatch: etag },
          maxRetryRequests: 0,
          ...(abortSignal === undefined ? {} : { abortSignal }),
        });
        for await (const chunk of response.readableStreamBody as AsyncIterable<Uint8Array>) {
          await write(file, chunk, receivedBytes, options.targetPath);
          receivedBytes += chunk.length;
          onProgress?.({ receivedBytes, totalBytes });
        }
      } catch (error) {
        if (abortSignal?.aborted || isUserError(error)) {
          throw abortSignal?.aborted ? abortSignal.reason : error;
        }
        const { statusCode } = readServiceError(error);
        if (statusCode === 412 || statusCode === 404) {
          throw captureFileMissing(source.captureName, error);
        }
        resumes = receivedBytes > before ? 0 : resumes + 1;
        this.#ports.log.warn(`Download broke off at byte ${receivedBytes} of ${totalBytes}: ${errorText(error)}`);
        if (resumes > maxResumes) {
          throw downloadFailed(source.captureName, errorText(error), error);
        }
      }
    }
  }

  /** undefined when there is no such blob. */
  #properties(source: CaptureFileSource, abortSignal: AbortSignal | undefined): Promise<FoundBlob | undefined> {
    return this.#permitted(source, abortSignal, (key) => find(this.#client(source, key), abortSignal));
  }

  /** Does something with a blob by the token, or by the account's key where only that is allowed. */
  async #permitted<T>(
    source: CaptureFileSource,
    abortSignal: AbortSignal | undefined,
    call: (key: Secret | undefined) => Promise<T>,
  ): Promise<T> {
    const account = accountOf(source);
    const key = this.#keys.get(account.toLowerCase());
    await this.#checkAddress(source, account, abortSignal);
    try {
      return await call(key);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'permission' && key === undefined && source.storageId !== undefined) {
        const found = await this.#listKey(source.storageId, account, error, abortSignal);
        this.#keys.set(account.toLowerCase(), found);
        return await call(found).catch((second: unknown) => {
          this.#keys.delete(account.toLowerCase());
          throw translateBlobError(second, account, source);
        });
      }
      throw translateBlobError(error, account, source);
    }
  }

  /**
   * A capture may name any address as its storage path, and a token must not go to a stranger: the address has to lie in the
   * account that the capture names, at the endpoint that ARM gives for it. Who may not read the account itself is content with
   * the account's address in a cloud whose storage domain is configured. Nothing else is trusted.
   */
  async #checkAddress(source: CaptureFileSource, account: string, abortSignal: AbortSignal | undefined): Promise<void> {
    if (this.#checked.has(source.storagePath)) {
      return;
    }
    const { storageId } = source;
    const endpoint =
      this.#endpoints.get(account.toLowerCase()) ??
      (storageId === undefined ? undefined : await this.#endpointOf(storageId, account, abortSignal));
    // A folder is checked as a file in it would be.
    const path = source.storagePath.endsWith('/') ? `${source.storagePath}x` : source.storagePath;
    if (endpoint === undefined || parseBlobLocation(path, endpoint) === undefined) {
      throw foreignStoragePath(source.captureName, URL.parse(source.storagePath)?.host ?? source.storagePath);
    }
    this.#endpoints.set(account.toLowerCase(), endpoint);
    this.#checked.add(source.storagePath);
  }

  async #endpointOf(
    storageId: string,
    account: string,
    abortSignal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    try {
      return await this.#ports.blobEndpointOf(storageId, abortSignal);
    } catch (error) {
      if (isCancelled(error)) {
        throw error;
      }
      this.#ports.log.info(`The endpoint of storage account ${account} is not readable: ${errorText(error)}`);
      const { storageSuffix } = this.#ports;
      return storageSuffix === undefined ? undefined : `https://${account.toLowerCase()}.blob.${storageSuffix}`;
    }
  }

  async #listKey(
    storageId: string,
    account: string,
    refusal: unknown,
    abortSignal: AbortSignal | undefined,
  ): Promise<Secret> {
    this.#ports.log.info(`No data role on storage account ${account}; asking for its key`);
    const key = await this.#ports.listStorageKey(storageId, abortSignal).catch((error: unknown) => {
      if (isCancelled(error)) {
        throw error;
      }
      throw blobForbidden(account, error);
    });
    if (key === undefined) {
      throw blobForbidden(account, refusal);
    }
    return new Secret(key);
  }

  /** The container of a folder's address, and the names in it. The address was checked before. */
  #folder(folder: CaptureFileSource, key: Secret | undefined): { client: ContainerClient; prefix: string } {
    const endpoint = this.#endpoints.get(accountOf(folder).toLowerCase());
    const location = parseBlobLocation(`${folder.storagePath}x`, endpoint);
    if (location === undefined) {
      throw foreignStoragePath(folder.captureName, folder.storagePath);
    }
    const url = `${location.endpoint}/${location.container}`;
    const credential =
      key === undefined
        ? toCredential(this.#ports.tokens)
        : new StorageSharedKeyCredential(accountOf(folder), key.reveal());
    return { client: new ContainerClient(url, credential, { retryOptions }), prefix: location.blobName.slice(0, -1) };
  }

  #client(source: CaptureFileSource, key: Secret | undefined): BlobClient {
    if (key === undefined) {
      return new BlobClient(source.storagePath, toCredential(this.#ports.tokens), { retryOptions });
    }
    const account = accountOf(source);
    return new BlobClient(source.storagePath, new StorageSharedKeyCredential(account, key.reveal()), { retryOptions });
  }
}

function sdkOptions({ abortSignal }: CallOptions): { abortSignal?: AbortSignal } {
  return abortSignal === undefined ? {} : { abortSignal };
}

interface FoundBlob {
  readonly client: BlobClient;
  readonly etag: string;
  readonly totalBytes: number;
}

async function find(client: BlobClient, abortSignal: AbortSignal | undefined): Promise<FoundBlob | undefined> {
  try {
    const { etag, contentLength } = await client.getProperties(abortSignal === undefined ? {} : { abortSignal });
    return { client, etag: etag ?? '*', totalBytes: contentLength ?? 0 };
  } catch (error) {
    if (readServiceError(error).statusCode === 404) {
      return undefined;
    }
    throw error;
  }
}

/** `permission`: no data role. `keys`: keys are forbidden. `network`: the account's firewall. HEAD answers carry the code in a header. */
function refusalOf(error: unknown): 'permission' | 'keys' | 'network' | undefined {
  const { statusCode, code } = readServiceError(error);
  if (statusCode !== 403 && statusCode !== 401) {
    return undefined;
  }
  switch (code) {
    case 'KeyBasedAuthenticationNotPermitted':
      return 'keys';
    case 'AuthorizationFailure':
      return 'network';
    default:
      return 'permission';
  }
}

function translateBlobError(error: unknown, account: string, source: CaptureFileSource): unknown {
  switch (refusalOf(error)) {
    case 'permission':
    case 'keys':
      return blobForbidden(account, error);
    case 'network':
      return storageNetworkBlocked(account, error);
    case undefined:
      break;
  }
  const translated = toUserError(error, { endpoint: source.storagePath });
  const host = URL.parse(source.storagePath)?.host ?? account;
  return translated === error && readServiceError(error).code !== undefined
    ? serviceUnreachable(host, readServiceError(error).message, error)
    : translated;
}

/** The account that the capture names. */
function accountOf(source: CaptureFileSource): string {
  return source.storageId === undefined ? source.captureName : resourceName(source.storageId);
}

async function openForWriting(partPath: string, targetPath: string): Promise<FileHandle> {
  try {
    // Never into a file that another download writes.
    return await open(partPath, 'wx');
  } catch (error) {
    throw fileNotWritable(targetPath, errorText(error), error);
  }
}

async function write(file: FileHandle, chunk: Uint8Array, position: number, targetPath: string): Promise<void> {
  try {
    await file.write(chunk, 0, chunk.length, position);
  } catch (error) {
    throw fileNotWritable(targetPath, errorText(error), error);
  }
}
