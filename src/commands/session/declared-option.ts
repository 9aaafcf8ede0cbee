/**
 * An option of a command, or an argument, as data. The command line makes its parser and its help from it, and
 * `OptionsOf` its type. (`@commander-js/extra-typings` derives types too, but from a `Command`: use cases would have to
 * depend on commander or repeat the types, and each group of options would need three type parameters.)
 *
 * The name of the member is the name of the option: `secretsDir` is `--secrets-dir`.
 */
export interface DeclaredOption {
  readonly help: string;
  /** The value in the help: `<file>`, `[file]` if it may be omitted, `<names...>` for several. Default: a switch. */
  readonly value?: string;
  /** True for an argument, which is given without a name. */
  readonly positional?: true;
  /** True if the option may be given several times; its values are a list. */
  readonly repeatable?: true;
  readonly choices?: readonly string[];
  /**
   * What a shell completes the value with if it has no `choices`. A value that is written `<file>` or `<dir>` is completed
   * with paths without this.
   */
  readonly completes?: NameKind;
  /** True if the value may be a file too: a shell completes it with paths if no name fits. */
  readonly completesFiles?: true;
  /**
   * Converts the text. Default: the text as it is.
   *
   * @param before the result for an earlier occurrence of the option
   * @throws UsageError with what to write instead
   */
  readonly parse?: (text: string, before?: never) => unknown;
  /** As a user would type it. Default: the option is not in the result. */
  readonly default?: string;
  /** What an option means that is given without its value, as a user would type it. */
  readonly implied?: string;
  /** True if the command cannot run without it. */
  readonly required?: true;
  /** Names of options that cannot be combined with this one. */
  readonly conflicts?: readonly string[];
  /** The help of the option `--no-NAME`, which removes the default. */
  readonly negated?: string;
}

/** Names that a shell can complete: manifests of streams, manifests of every kind, or targets of `datastream.yaml`. */
export type NameKind = 'streams' | 'manifests' | 'targets';

export type DeclaredOptions = Readonly<Record<string, DeclaredOption>>;

type Single<D> = D extends { readonly parse: (text: string, before?: never) => infer T }
  ? T
  : D extends { readonly choices: readonly (infer T)[] }
    ? T
    : D extends { readonly value: string }
      ? string
      : boolean;

type List = { readonly repeatable: true } | { readonly value: `${string}...${string}` };

type Value<D> = D extends List ? readonly Single<D>[] : Single<D>;

type Values<D> = { readonly [K in keyof D]: Value<D[K]> };

type Names<D, Condition> = { [K in keyof D]: D[K] extends Condition ? K : never }[keyof D];

type DefaultsOf<D> = Pick<Values<D>, Names<D, List | { readonly default: string }>>;

/**
 * The values of declared options, as a command receives them. A list is empty if the option is not given; a switch, or
 * a value without a default, is not in them.
 */
export type OptionsOf<D> = Partial<Values<D>> &
  Omit<DefaultsOf<D>, Names<D, { readonly negated: string }>> &
  Pick<Values<D>, Names<D, { readonly required: true }>>;

export function isList({ repeatable, value }: DeclaredOption): boolean {
  return repeatable === true || value?.includes('...') === true;
}

/** Returns the values of the options that have one without being given. */
export function defaultsOf<D extends DeclaredOptions>(declared: D): DefaultsOf<D> {
  const values = Object.entries(declared).flatMap(([name, option]): readonly [string, unknown][] => {
    if (option.default !== undefined) return [[name, option.parse?.(option.default) ?? option.default]];
    return isList(option) ? [[name, []]] : [];
  });
  return Object.fromEntries(values) as DefaultsOf<D>;
}
