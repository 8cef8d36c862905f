// Stands in for semver in the bundle: azext-utils uses it only to offer an API to other extensions, and we offer none.

function notOffered(): never {
  throw new Error('Wirewatch offers no API to other extensions');
}

/** Names that azext-utils' API provider reads. */
export const valid = notOffered;
export const maxSatisfying = notOffered;
export const minSatisfying = notOffered;
export const gtr = notOffered;
