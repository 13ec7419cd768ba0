export const simErrors = {} as const;
