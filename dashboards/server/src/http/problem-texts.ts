import type { ErrorCode } from '@fieldlapse/contracts';
import { logTexts } from './log-texts.ts';
import { recordTexts } from './record-texts.ts';

/** Vietnamese words for the problems that this API can answer; English ones are the error table itself. */
export const problemTexts = {
  BAD_REQUEST: {
    title: 'Yêu cầu có tham số sai hoặc lạ.',
    detail: 'Phần message nêu tên tham số; danh sách đầy đủ ở /api/openapi.json.',
  },
  BAD_ID: {
    title: 'Mã định danh không hợp lệ.',
    detail: 'Dùng 1–32 ký tự a–z, 0–9 và dấu -, bắt đầu bằng chữ hoặc số.',
  },
  CROSS_ORIGIN: {
    title: 'Một trang web khác đã thử thay đổi dữ liệu qua trình duyệt của bạn.',
    detail: 'Hãy thao tác ngay trên trang Fieldlapse.',
  },
  NOT_FOUND: {
    title: 'Không có trang nào ở địa chỉ này.',
    detail: 'Hãy quay về trang chính, hoặc xem /api/openapi.json.',
  },
  LOT_UNKNOWN: {
    title: 'Không có lô hàng nào mang mã này.',
    detail: 'Hãy kiểm tra lại mã trên nhãn; lô chỉ có trang khi nhãn đã được in.',
  },
  EPCIS_UNREADABLE: {
    title: 'Nội dung gửi lên không phải JSON, hoặc lồng quá sâu so với một tài liệu EPCIS.',
    detail: 'Hãy gửi tài liệu EPCIS 2.0 dạng JSON hoặc JSON-LD, mã hóa UTF-8; phần message nêu chỗ sai.',
  },
  EPCIS_INVALID: {
    title: 'Tài liệu hoặc sự kiện EPCIS chưa đúng chuẩn.',
    detail: 'Phần message nêu chỗ sai và cách sửa; lệnh fieldlapse epcis validate liệt kê đầy đủ.',
  },
  EVENT_EXISTS: {
    title: 'Sự kiện mang mã này đã được lưu.',
    detail: 'Mỗi sự kiện chỉ gửi một lần. Nếu sự kiện sai, hãy gửi lại kèm errorDeclaration với cùng eventID.',
  },
  CAPTURE_DENIED: {
    title: 'Chỉ đối tác có mã truy cập mới được gửi sự kiện.',
    detail: 'Hãy gửi kèm tiêu đề Authorization: Bearer cùng mã mà người vận hành máy chủ đã cấp.',
  },
  ...logTexts,
  ...recordTexts,
  CAPTURE_NEARLY_FULL: {
    title: 'Sự kiện của một đối tác đã chiếm gần hết phần dung lượng được dùng.',
    detail:
      'Phần message nêu tên đối tác. Hãy xem có đúng là cần gửi nhiều đến vậy không, rồi tăng traceability.partnerBytes hoặc bỏ đối tác khỏi traceability.partners và khởi động lại máy chủ.',
  },
  CAPTURE_FULL: {
    title: 'Sự kiện của đối tác này đã chiếm hết phần dung lượng được dùng; lần gửi này không được lưu.',
    detail: 'Hãy gửi lại sau khi người vận hành máy chủ tăng traceability.partnerBytes.',
  },
  UNSUPPORTED_TYPE: {
    title: 'Máy chủ không đọc được nội dung kiểu này.',
    detail: 'Hãy gửi JSON với Content-Type là application/json hoặc application/ld+json.',
  },
  UNKNOWN_SITE: { title: 'Chưa khai báo nông trại có mã này.', detail: 'Danh sách nông trại ở /api/sites.' },
  UNKNOWN_CAMERA: { title: 'Máy ảnh này chưa có khung hình nào.', detail: 'Danh sách máy ảnh ở /api/sites.' },
  UNKNOWN_FRAME: {
    title: 'Không có khung hình nào mang mã này.',
    detail: 'Xem danh sách khung hình của máy ảnh; khung hình đã được tỉa bớt thì không còn ảnh.',
  },
  METRIC_MISSING: {
    title: 'Chưa có số đo nào loại này ở đó.',
    detail:
      'Ảnh được đo vài giây sau khi về tới máy chủ; danh sách số đo ở /api/sites/{site}/cameras/{camera}/metrics.',
  },
  ALERT_MISSING: { title: 'Không có cảnh báo nào mang mã này.', detail: 'Hãy tải lại trang để xem danh sách mới.' },
  BAD_DECISION: {
    title: 'Không lưu được điều bạn vừa chọn.',
    detail: 'Phần message nêu lý do; chưa có gì thay đổi.',
  },
  CONTACT_MISSING: {
    title: 'Chưa khai báo người nhận tin này.',
    detail: 'Người nhận tin nằm ở mục alerts.contacts trong fieldlapse.yaml; máy chủ đọc mục này khi khởi động.',
  },
  PUSH_REFUSED: {
    title: 'Chưa gửi được thông báo tới trình duyệt này: dịch vụ đẩy của nó chưa được cho phép.',
    detail: 'Nếu tin được dịch vụ đó, hãy thêm tên máy của nó vào alerts.push.services.',
  },
  NOBODY_TOLD: {
    title: 'Có cảnh báo nhưng không ai được báo: nông trại này chưa có người nhận tin phù hợp.',
    detail: 'Thêm người nhận vào alerts.contacts trong fieldlapse.yaml, hoặc cho một người nhận cả hai vai trò.',
  },
  DELIVERY_FAILING: {
    title: 'Tin cảnh báo gửi tới một người nhận đã hơn mười phút chưa tới.',
    detail: 'Phần message nêu người nhận và kênh gửi; khi kênh hoạt động lại, các tin chờ được gộp thành một tin.',
  },
  CHANNEL_REFUSED: {
    title: 'Một kênh gửi tin không dùng được: chưa cấu hình, hoặc không nạp được mô-đun.',
    detail: 'Phần message nêu tên kênh; các kênh khác vẫn gửi bình thường.',
  },
  SECRET_UNREADABLE: {
    title: 'Không đọc được một tệp chứa khóa hoặc mật khẩu.',
    detail: 'Phần message nêu tên tệp: ghi lại mật khẩu vào đó và chỉ cho máy chủ đọc (chmod 600).',
  },
  RULE_REFUSED: {
    title: 'Một quy tắc cảnh báo không dùng được; các quy tắc khác vẫn có hiệu lực.',
    detail: 'Phần message nêu quy tắc và cách sửa; sửa xong hãy nhập lại.',
  },
  BAD_RULES_TEST: {
    title: 'Không chạy thử được các quy tắc trên số liệu đã lưu.',
    detail: 'Phần message nêu lý do; hãy thử với ít ngày hơn.',
  },
  MODEL_REFUSED: {
    title: 'Một mô hình đo không dùng được: tệp mô tả, tệp mô hình hoặc phép thử mẫu bị sai.',
    detail: 'Phần message nêu chỗ sai; sửa xong mô hình sẽ được thử lại, ảnh được đo bù sau.',
  },
  FILM_EMPTY: {
    title: 'Những ngày đã chọn không có khung hình nào để chiếu.',
    detail: 'Hãy chọn ngày khác; phim xuất hiện vài giây sau khung hình đầu tiên.',
  },
  FILM_MISSING: { title: 'Một đoạn phim đã được dựng lại.', detail: 'Hãy tải lại trang để xem bản mới.' },
  MOVE_MISSING: {
    title: 'Không có lần lệch máy ảnh nào mang mã này.',
    detail: 'Hãy tải lại trang để xem danh sách mới.',
  },
  BAD_EXPORT: {
    title: 'Không thể xuất phim theo các lựa chọn này.',
    detail: 'Phần message nêu lựa chọn không phù hợp và cách sửa.',
  },
  TOO_MANY_EXPORTS: {
    title: 'Đang có quá nhiều phim chờ xuất.',
    detail: 'Hãy chờ một phim xong, hoặc hủy bớt.',
  },
  EXPORT_MISSING: {
    title: 'Không có bản xuất nào mang mã này; bản đã xong chỉ được giữ một thời gian.',
    detail: 'Hãy đặt xuất lại: phần không thay đổi sẽ xong rất nhanh.',
  },
  EXPORT_UNFINISHED: {
    title: 'Bản xuất này chưa xong.',
    detail: 'Hãy xem trạng thái cho đến khi xong; nếu bị lỗi, trạng thái sẽ nêu lý do.',
  },
  BLOB_MISSING: { title: 'Tệp không còn trong kho.', detail: 'Tệp đã bị xóa theo thời hạn lưu hoặc bằng tay.' },
  REQUEST_TOO_LARGE: {
    title: 'Yêu cầu quá lớn.',
    detail: 'Chỉ tài liệu sự kiện mới có thể lớn; hãy chia thành nhiều phần nhỏ hơn.',
  },
  BAD_RANGE: { title: 'Khoảng byte yêu cầu nằm ngoài tệp.', detail: 'Hãy tải lại từ đầu: phim đã thay đổi.' },
  WRONG_HOST: {
    title: 'Máy chủ không phục vụ tên miền này.',
    detail: 'Hãy mở trang bằng localhost hoặc địa chỉ IP, hoặc thêm tên miền vào http.allowedHosts.',
  },
  TOO_MANY_CLIENTS: {
    title: 'Đang có quá nhiều người xem cùng lúc.',
    detail: 'Hãy đóng bớt trang, hoặc thử lại sau vài giây.',
  },
  WEB_NOT_BUILT: { title: 'Trang web chưa được dựng.', detail: 'Hãy chạy: npm run build:web' },
  RECORDS_MISSING: {
    title: 'Kho dữ liệu chưa sẵn sàng.',
    detail: 'Dịch vụ tiếp nhận đang khởi động; trang sẽ tự thử lại.',
  },
  FFMPEG_MISSING: {
    title: 'Máy chủ không có ffmpeg phù hợp nên chưa dựng được phim.',
    detail: 'Hãy chạy: apt-get install ffmpeg',
  },
  FFMPEG_FAILED: {
    title: 'ffmpeg báo lỗi khi dựng phim.',
    detail: 'Lệnh fieldlapse doctor cho biết ffmpeg nào đang dùng.',
  },
  FFMPEG_TIMEOUT: {
    title: 'Dựng phim quá lâu nên đã dừng.',
    detail: 'Máy chủ sẽ tự thử lại; nếu lặp lại, hãy kiểm tra tải của máy.',
  },
  STORE_FULL: {
    title: 'Ổ đĩa của máy chủ đã đầy.',
    detail: 'Hãy giải phóng dung lượng. Không mất khung hình nào: thiết bị giữ lại và tự gửi tiếp.',
  },
  STORE_UNWRITABLE: {
    title: 'Không ghi được vào thư mục dữ liệu.',
    detail: 'Hãy kiểm tra quyền ghi của thư mục dữ liệu.',
  },
  STORE_CORRUPT: {
    title: 'Một tệp trong kho bị hỏng.',
    detail: 'Khôi phục từ bản sao lưu; phim thì xóa đi sẽ được dựng lại.',
  },
  SERIES_UNREACHABLE: {
    title: 'Máy chủ InfluxDB không trả lời.',
    detail:
      'Số liệu mới được giữ lại trên máy này và tự gửi tiếp, không mất. Hãy kiểm tra InfluxDB có đang chạy không.',
  },
  SERIES_REFUSED: {
    title: 'InfluxDB từ chối kết nối.',
    detail:
      'Hãy kiểm tra mã truy cập và tên cơ sở dữ liệu ở mục series.influxdb trong fieldlapse.yaml. Số liệu vẫn được giữ lại.',
  },
  SERIES_POINT_REFUSED: {
    title: 'InfluxDB không nhận một số điểm đo.',
    detail: 'Từng điểm và lý do nằm trong series-outbox/quarantine.jsonl; các điểm khác vẫn được ghi bình thường.',
  },
  SERIES_BUFFER_FULL: {
    title: 'Bộ đệm số liệu trước InfluxDB đã đầy.',
    detail: 'Hãy cho InfluxDB chạy lại, hoặc tăng series.influxdb.maxBufferBytes; việc ghi sẽ tự tiếp tục.',
  },
  INTERNAL: { title: 'Máy chủ gặp lỗi.', detail: 'Nhật ký máy chủ ghi rõ hơn theo mã yêu cầu trong câu trả lời này.' },
} as const satisfies Partial<Record<ErrorCode, { title: string; detail: string }>>;
