// Stands in for dayjs and its plugins in the bundle: azext-utils uses it for the steps of a wizard that executes, and for issue reports.

/** What azext-utils calls while it loads; our wizards only ask, and offer no issue reports, so nothing else is called. */
const dayjs = { extend: (): void => undefined } as const;

// The one kind of export that the package and its plugins have.
export { dayjs as default };
