export const httpErrors = {} as const;
