export const simErrors = {
  SIM_LISTEN_FAILED: {
    meaning: 'A simulated device or link cannot listen on its port.',
    remedy: 'Choose another port, or 0 for any free one.',
  },
} as const;
