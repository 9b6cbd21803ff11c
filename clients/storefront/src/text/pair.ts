/** Words in both languages; English must have the very same keys as Chinese. */
export const pair = <T>(zh: T, en: NoInfer<T>): { zh: T; en: T } => ({ zh, en });
