/** Vietnamese words for what is wrong with the transparency log, its bucket or its anchor. */
export const logTexts = {
  LOG_MISSING: {
    title: 'Sổ minh bạch chưa có mục này.',
    detail: 'Mục mới được ghi vào sổ sau vài giây; hãy thử lại.',
  },
  LOG_EDITED: {
    title: 'Tệp của sổ minh bạch đã bị sửa, cắt hoặc lấy mất.',
    detail:
      'Sổ ngừng ghi; sự kiện mới vẫn được giữ lại. Hãy khôi phục từ bản sao; lệnh fieldlapse log check nêu tên tệp.',
  },
  LOG_ROLLED_BACK: {
    title: 'Sổ minh bạch cũ hơn những gì đã ký: có bản sao cũ đã được đặt vào.',
    detail: 'Hãy khôi phục bản sao mới nhất. Ghi tiếp từ bản cũ là tạo ra hai lịch sử, ai cũng chứng minh được.',
  },
  LOG_OTHER_WRITER: {
    title: 'Có nơi khác đã ghi vào kho S3 của sổ minh bạch.',
    detail: 'Sổ ngừng ghi để không tạo ra hai lịch sử. Hãy tắt máy chủ kia rồi khởi động lại máy chủ này.',
  },
  BUCKET_UNREACHABLE: {
    title: 'Kho S3 của sổ minh bạch không trả lời.',
    detail:
      'Không mất gì: sự kiện được giữ trên máy này và tự ghi tiếp. Nếu kéo dài, hãy kiểm tra địa chỉ kho và đường mạng.',
  },
  BUCKET_REFUSED: {
    title: 'Kho S3 của sổ minh bạch từ chối yêu cầu.',
    detail: 'Phần message nêu chỗ cần sửa: khóa, quyền, tên kho, vùng hoặc đồng hồ của máy. Sửa xong, sổ tự ghi tiếp.',
  },
  BUCKET_KEYS_REFUSED: {
    title: 'Không dùng được tệp chứa khóa của kho S3.',
    detail: 'Hãy viết khóa vào secrets/bucket-keys.json trong thư mục dữ liệu, rồi đặt quyền 600 cho tệp.',
  },
  LOG_FORKED: {
    title: 'Sổ minh bạch đã rẽ nhánh: có hai điểm chốt đã ký trái ngược nhau.',
    detail: 'Hãy giữ cả hai làm bằng chứng, ngừng sổ này và làm theo mục “Compromise” trong docs/trace-log.md.',
  },
  LOG_BEHIND_WITNESS: {
    title:
      'Bên chứng kiến đã thấy nhiều mục hơn số đang có ở đây: dữ liệu là bản sao cũ, hoặc một bản sao khác đã ghi tiếp.',
    detail:
      'Hãy khôi phục bản mới nhất của cả trace-log và records. Những gì bên chứng kiến đã thấy thì không rút lại được.',
  },
  LOG_FROZEN: {
    title: 'Sổ minh bạch này đã đóng vì khóa có thể đã lọt ra ngoài.',
    detail: 'Hãy ghi tiếp vào sổ mới đã mở thay thế; sổ cũ vẫn đọc được.',
  },
  LOG_CONFLICT: {
    title: 'Sổ minh bạch đã có một mục khác ở vị trí này; mục đã ghi thì không bao giờ bị thay.',
    detail: 'Hồ sơ lô hàng cũ hơn sổ: hãy khôi phục bản mới nhất của cả hai. Các sự kiện mới vẫn chờ trong hồ sơ.',
  },
  LOG_KEY_REFUSED: {
    title: 'Không dùng được tệp khóa của sổ minh bạch.',
    detail: 'Phần message nêu lý do; nếu chỉ sai quyền đọc, hãy chạy chmod 600 cho tệp đó. Mất khóa là phải mở sổ mới.',
  },
  PROOF_REFUSED: {
    title: 'Chính sách, bằng chứng hoặc điểm chốt không đúng hoặc không đọc được.',
    detail: 'Phần message nêu quy tắc bị vi phạm.',
  },
  LOG_BEHIND_ANCHOR: {
    title: 'Blockchain đang giữ một bản sổ minh bạch dài hơn bản ở đây: dữ liệu đã bị thay bằng bản sao cũ.',
    detail: 'Hãy khôi phục bản sao mới nhất của cả thư mục sổ lẫn bản ghi. Điều đã ghi lên chuỗi không thể rút lại.',
  },
  ANCHOR_UNREACHABLE: {
    title: 'Nút blockchain không trả lời, hoặc trả lời không hợp lệ.',
    detail: 'Sổ minh bạch vẫn chạy và sẽ hỏi lại; nếu kéo dài, hãy kiểm tra traceability.anchor.rpcUrl.',
  },
  ANCHOR_MISPLACED: {
    title: 'Nút thuộc chuỗi khác, hoặc ở địa chỉ đã khai báo không có hợp đồng neo của sổ này.',
    detail:
      'Phần message nêu điều tìm thấy; hãy kiểm tra chainId và contract trong traceability.anchor, hoặc tạo hợp đồng bằng lệnh fieldlapse log anchor deploy.',
  },
  ANCHOR_KEY_REFUSED: {
    title: 'Không dùng được khóa của tài khoản blockchain: thiếu, hỏng, người khác đọc được, hoặc sai tài khoản.',
    detail: 'Phần message nêu rõ; lệnh fieldlapse log anchor account tạo khóa mới, chmod 600 nếu chỉ sai quyền đọc.',
  },
  ANCHOR_NO_FUNDS: {
    title: 'Tài khoản blockchain không đủ tiền để ghi.',
    detail: 'Hãy nạp số tiền nêu trong message; sổ vẫn chạy và sẽ được ghi lên chuỗi khi đủ tiền.',
  },
  ANCHOR_FEE_HIGH: {
    title: 'Phí ghi lên blockchain đang cao hơn mức cho phép.',
    detail: 'Chưa gửi gì cho tới khi phí giảm; muốn trả cao hơn, hãy tăng traceability.anchor.maxFeeGwei.',
  },
  ANCHOR_REFUSED: {
    title: 'Blockchain từ chối nội dung được ghi.',
    detail: 'Phần message nêu lý do; hệ thống sẽ thử lại sau.',
  },
  ANCHOR_STUCK: {
    title: 'Đã gửi lên blockchain từ lâu mà chưa vào khối nào.',
    detail:
      'Hệ thống gửi lại với phí cao hơn, tối đa bằng traceability.anchor.maxFeeGwei; nếu kéo dài, hãy tăng mức này.',
  },
  ANCHOR_FOREIGN: {
    title: 'Hợp đồng neo đang giữ nội dung không được khóa nào của sổ này ký.',
    detail:
      'Có thể người khác đã lấy được khóa của tài khoản blockchain, hoặc khóa ở đây cũ hơn một lần thay khóa. Nếu bị lấy khóa, hãy tạo hợp đồng mới bằng tài khoản mới và công bố việc đó.',
  },
} as const;
