/** The check digit of the digits before it [GS1 General Specifications, section 7.9]: weights 3 and 1 from the right. */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    sum += Number(digits[digits.length - 1 - place]) * (place % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** Digits with their check digit behind them. */
export function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits);
}

/** True where the last digit is the check digit of those before it. */
export function hasCheckDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && digits.endsWith(checkDigit(digits.slice(0, -1)));
}
