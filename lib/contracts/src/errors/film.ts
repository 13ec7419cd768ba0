export const filmErrors = {} as const;
