// The syntax tree of the part of the Kusto query language that the sandbox runs.

/** A value of a row. */
export type Value = unknown;

/** An expression. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'column'; readonly name: string; readonly position: number }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly position: number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly operator: string; readonly left: Expression; readonly list: readonly Expression[] };

/** An expression with the name of its column. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** An expression to sort by. */
export interface SortKey {
  readonly expression: Expression;
  readonly isAscending: boolean;
}

/** One step after the table. */
export type Step =
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'project'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'projectAway'; readonly names: readonly string[] }
  | { readonly kind: 'extend'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'distinct'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'order'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'summarizeCount'; readonly name: string; readonly by: readonly NamedExpression[] };

/** A whole query. */
export interface Query {
  readonly table: string;
  readonly tablePosition: number;
  readonly steps: readonly Step[];
}
