/** Vietnamese words for what is wrong with field records. */
export const recordTexts = {
  EVENT_ALTERED: {
    title: 'Một sự kiện của lô không còn khớp với sổ minh bạch: hồ sơ đã bị sửa sau khi ghi sổ.',
    detail:
      'Sự kiện này không được cung cấp. Hãy khôi phục records/lots.sqlite từ bản sao; nội dung đúng nằm trong lot.json của lô.',
  },
  RECORD_DENIED: {
    title: 'Chỉ người có mã truy cập mới được ghi hồ sơ.',
    detail: 'Hãy gửi kèm tiêu đề Authorization: Bearer cùng mã mà người vận hành máy chủ đã cấp.',
  },
  DECISION_DENIED: {
    title: 'Chỉ người có thẩm quyền mới được quyết định về lô thu hoạch sớm, hoặc sửa lần phun và lần thu hoạch.',
    detail: 'Hãy nhờ người có mã truy cập kèm quyền quyết định.',
  },
  FACT_INVALID: {
    title: 'Thông tin ghi còn thiếu, hoặc có giá trị không thể có.',
    detail: 'Phần message nêu tên trường và cách viết đúng.',
  },
  BAD_GS1_KEY: {
    title: 'Mã GTIN, GLN, SSCC hoặc số lô viết sai, hoặc sai số kiểm tra.',
    detail: 'Hãy đối chiếu với mã in trên nhãn hoặc trong sổ đăng ký GS1.',
  },
  BAD_TABLE: {
    title: 'Không đọc được bảng này.',
    detail: 'Hãy gửi tệp CSV mã hóa UTF-8, dòng đầu là tên các cột; phần message nêu chỗ thiếu.',
  },
  AMBIGUOUS_DATES: {
    title: 'Ngày trong bảng có thể hiểu theo hai cách: 03/04 là tháng Tư hay tháng Ba?',
    detail: 'Hãy thêm dates=dmy (ngày/tháng) hoặc dates=mdy (tháng/ngày) vào địa chỉ.',
  },
  FACT_UNKNOWN: { title: 'Không có bản ghi nào mang số này.', detail: 'Số của từng bản ghi nằm trong hồ sơ của lô.' },
  FACT_CORRECTED: { title: 'Bản ghi này đã được sửa rồi.', detail: 'Hãy sửa bản ghi đã thay cho nó.' },
  SITE_WITHOUT_GLN: {
    title: 'Nông trại này chưa có mã GS1.',
    detail: 'Người vận hành cần khai báo companyPrefix và places ở mục traceability trong fieldlapse.yaml.',
  },
  LOT_EXISTS: {
    title: 'Đã có lô mang số này, hoặc vụ này đã có lô trồng.',
    detail: 'Hãy ghi tiếp vào lô đang có, hoặc chọn số khác.',
  },
  LOT_WRONG_KIND: {
    title: 'Việc này không thuộc loại lô đó.',
    detail: 'Gieo trồng, phun, bón và tưới ghi vào lô trồng; đóng gói, vận chuyển và bán ghi vào lô thu hoạch.',
  },
  LOT_TWICE: {
    title: 'Việc này chỉ ghi được một lần: một lô gieo và thu hoạch một lần, một kiện đóng và gửi một lần.',
    detail: 'Hãy sửa bản ghi đang có, hoặc tạo lô khác.',
  },
  LOT_TIME_ORDER: {
    title: 'Thời điểm nằm ở tương lai, hoặc trước một việc phải xảy ra trước nó.',
    detail: 'Phần message nêu cả hai thời điểm; hãy sửa một trong hai.',
  },
  LOT_QUANTITY: {
    title: 'Lượng đóng gói hoặc bán ra nhiều hơn lượng đã thu hoạch.',
    detail: 'Phần message nêu cả hai con số; hãy sửa con số sai.',
  },
  LOT_NOT_PACKED: {
    title: 'Kiện này chưa được ghi là đã đóng gói.',
    detail: 'Hãy ghi việc đóng gói trước, hoặc xem lại mã SSCC.',
  },
  LOT_BLOCKED: {
    title: 'Lô được thu hoạch khi chưa hết thời gian cách ly: chưa thể in nhãn hay xuất xưởng.',
    detail:
      'Người có thẩm quyền cần ghi quyết định; ai cũng đọc được quyết định đó. Nếu ngày phun hay số ngày cách ly ghi nhầm, hãy sửa lần phun.',
  },
  LOT_RELEASED: {
    title: 'Lô đã đóng: không in nhãn mới và không đóng lại lần nữa.',
    detail: 'Việc xảy ra sau vẫn được ghi và được đánh dấu là ghi muộn. Hãy dùng nhãn đang có.',
  },
  LOT_NO_LABEL: { title: 'Lô này chưa có nhãn.', detail: 'Hãy in nhãn trước.' },
  LOT_NO_ADDRESS: {
    title: 'Chưa khai báo địa chỉ trang của lô, nên chưa in được mã QR.',
    detail:
      'Người vận hành cần ghi traceability.publicUrl vào fieldlapse.yaml. Mã đã in giữ địa chỉ ấy mãi: hãy dùng tên miền bạn sẽ giữ lâu dài.',
  },
  LOT_LOG_WAITS: {
    title: 'Yêu cầu đã được lưu nhưng chưa vào sổ minh bạch.',
    detail: 'Hãy gửi lại yêu cầu sau ít phút; nếu vẫn chờ, hãy xem nhật ký máy chủ.',
  },
  NO_CONSENT: {
    title: 'Mã số vùng trồng chỉ được ghi khi người trồng đồng ý.',
    detail: 'Hãy hỏi và ghi lại sự đồng ý bằng lệnh fieldlapse lot party, hoặc bỏ trống mã này.',
  },
} as const;
