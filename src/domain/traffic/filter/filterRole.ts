// What a filter does to the rows that match it.

/** filter: the others are hidden. highlight: nothing is hidden. */
export type FilterRole = 'filter' | 'highlight';
