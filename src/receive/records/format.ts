/** How the records of a stream are written in a body. */
export type RecordFormat = JsonFormat | StructuredFormat;

interface JsonFormat {
  readonly format: 'JSON';
  /** The stream id of records that have none; digits. */
  readonly streamId?: string;
}

/** Lines of text values, separated by a delimiter. */
export interface StructuredFormat {
  readonly format: 'STRUCTURED';
  /** The separator itself, for example a space. */
  readonly delimiter: string;
  /** The JSON key of each column, in order. */
  readonly columns: readonly string[];
  readonly streamId?: string;
}
