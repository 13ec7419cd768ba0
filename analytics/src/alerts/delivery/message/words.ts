import type { Severity } from '@fieldlapse/contracts';

export type Language = 'vi' | 'en';

/** Everything that messages say besides the texts of the rules. */
interface MessageWords {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly today: string;
  readonly yesterday: string;
  readonly since: (when: string) => string;
  readonly fromTo: (from: string, to: string) => string;
  readonly repeated: (times: number) => string;
  readonly worse: string;
  readonly better: (severity: string) => string;
  readonly nobodyCares: string;
  readonly stillThere: (when: string) => string;
  readonly reminder: string;
  readonly ended: string;
  readonly corrected: string;
  readonly withdrawn: string;
  readonly neverWas: string;
  readonly began: (when: string) => string;
  readonly blind: (when: string) => string;
  readonly unverified: string;
  readonly digest: (standing: number, over: number) => string;
  readonly afterOutage: string;
  readonly more: (count: number) => string;
}

const vi: MessageWords = {
  severity: { notice: 'Lưu ý', warning: 'Cảnh báo', urgent: 'Khẩn cấp' },
  today: 'hôm nay',
  yesterday: 'hôm qua',
  since: (when) => `từ ${when}`,
  fromTo: (from, to) => `từ ${from} đến ${to}`,
  repeated: (times) => `Đã lặp lại ${times} lần kể từ tin trước.`,
  worse: 'Tình hình xấu hơn.',
  better: (severity) => `Đã đỡ, còn ở mức "${severity.toLowerCase()}".`,
  nobodyCares: 'Chưa ai nhận xử lý.',
  stillThere: (when) => `Vẫn còn, ${when}, và chưa ai nhận xử lý.`,
  reminder: 'Nhắc lại',
  ended: 'Đã hết',
  corrected: 'Sửa lại',
  withdrawn: 'Cảnh báo nhầm',
  neverWas: 'Số liệu đến muộn cho thấy không có chuyện này. Xin bỏ qua tin trước.',
  began: (when) => `Số liệu đến muộn cho thấy đã bắt đầu ${when}.`,
  blind: (when) => `Cảm biến không gửi số liệu ${when}, nên không rõ bây giờ ra sao.`,
  unverified: 'Ngưỡng này chưa được kiểm chứng.',
  digest: (standing, over) =>
    standing === 0 ? `${over} cảnh báo đã qua` : `${standing} cảnh báo đang còn${over === 0 ? '' : `, ${over} đã qua`}`,
  afterOutage: 'Trong lúc không gửi tin được:',
  more: (count) => `và ${count} cảnh báo khác.`,
};

const en: MessageWords = {
  severity: { notice: 'Notice', warning: 'Warning', urgent: 'Urgent' },
  today: 'today',
  yesterday: 'yesterday',
  since: (when) => `since ${when}`,
  fromTo: (from, to) => `from ${from} to ${to}`,
  repeated: (times) => `It came back ${times} times since the last message.`,
  worse: 'It has become worse.',
  better: (severity) => `It has eased to "${severity.toLowerCase()}".`,
  nobodyCares: 'Nobody has taken it on yet.',
  stillThere: (when) => `Still there, ${when}, and nobody has taken it on.`,
  reminder: 'Reminder',
  ended: 'Over',
  corrected: 'Correction',
  withdrawn: 'False alarm',
  neverWas: 'Readings that came late show that it never was. Please ignore the earlier message.',
  began: (when) => `Readings that came late show that it has been there ${when}.`,
  blind: (when) => `Its sensor has been silent ${when}: how it is now is not known.`,
  unverified: 'This threshold has not been verified.',
  digest: (standing, over) => {
    const alerts = (count: number) => `${count} alert${count === 1 ? '' : 's'}`;
    return standing === 0
      ? `${alerts(over)} over`
      : `${alerts(standing)} standing${over === 0 ? '' : `, ${over} over`}`;
  },
  afterOutage: 'While messages could not be sent:',
  more: (count) => `and ${count} more.`,
};

export const messageWords: Readonly<Record<Language, MessageWords>> = { vi, en };
