import {
  type CdnTextParts,
  cdnText,
  type DataStream1TextParts,
  dataStream1Text,
} from '../builders/manifest-texts.ts';

/** Files of a repository by the names of their manifests, without `.yaml`. */
export type Files = Readonly<Record<string, string>>;

/** The file of a CDN stream. */
export const cdn = (name: string, parts: CdnTextParts = {}): Files => ({ [name]: cdnText(name, parts) });

/** The file of a DataStream 1 stream: created inactive, and activated with a separate request. */
export const first = (name: string, parts: DataStream1TextParts = {}): Files => ({
  [name]: dataStream1Text(name, parts),
});
