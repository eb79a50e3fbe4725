/** Where kubectl puts what needs a namespace and names none, unless somebody says otherwise. */
export const DEFAULT_NAMESPACE = 'default';
