import Domain

/// How a film is cut (*media transfer guide*): equal pieces, of which the last takes what is left
/// over. The last one is what makes the film public.
struct TikTokPieces: Hashable, Sendable {
  var bytes: Int64
  var pieceBytes: Int64
  var count: Int64

  init(_ bytes: Int64) {
    self.bytes = bytes
    count = max(1, bytes / TikTokProfile.pieceBytes)
    pieceBytes = count == 1 ? bytes : TikTokProfile.pieceBytes
  }

  /// Where the last piece begins.
  var last: Int64 { (count - 1) * pieceBytes }
}

extension TikTokAPI {
  /// Sends everything but the last piece.
  func head(_ film: MediaFile, _ pieces: TikTokPieces, to upload: TikTokUpload)
    -> ChunkedUpload<Void>
  {
    ChunkedUpload(
      bytes: pieces.last, pieceBytes: pieces.pieceBytes,
      piece: { start in
        let end = (start / pieces.pieceBytes + 1) * pieces.pieceBytes
        return TikTokAPI.put(film, start..<end, to: upload)
      },
      progress: statusCall(of: upload.id),
      read: { answer in
        switch TikTokAPI.stored(in: answer) {
        case .value(let bytes) where bytes >= pieces.last: .value(.complete(()))
        case .value(let bytes): .value(.stored(bytes))
        case .pending(let wait): .pending(wait)
        case .refused(let refusal): .refused(refusal)
        case .unknown: .unknown
        }
      })
  }

  /// Sends the last piece. When TikTok has it, it still has to look at the film.
  func release(_ film: MediaFile, _ pieces: TikTokPieces, to upload: TikTokUpload) -> Exchange<
    Remote
  > {
    var call = TikTokAPI.put(film, pieces.last..<pieces.bytes, to: upload)
    call.costs = [.init("posts")]
    return Exchange(call) { answer in
      switch answer.status {
      case 200, 201: .pending(.seconds(2))
      case 403, 404: .refused(TikTokFailures.uploadOver(answer.status))
      case 400: .refused(TikTokFailures.badPiece)
      default: .unknown
      }
    }
  }

  private static func put(
    _ film: MediaFile, _ range: Range<Int64>, to upload: TikTokUpload
  ) -> Call {
    let length = range.upperBound - range.lowerBound
    return Call(
      .put, to: .init(.secret(upload.address)),
      headers: [
        .init("Content-Type", film.mime),
        .init(
          "Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(film.bytes)"),
      ],
      body: [.file(hash: film.hash, offset: range.lowerBound, length: length)], deadline: .upload)
  }

  /// How much TikTok has, from its answer to a piece or to the question.
  private static func stored(in answer: Answer) -> Reading<Int64> {
    switch answer.status {
    case 206:
      let range = answer.header("content-range")?.split(separator: "/").first
      guard let end = range?.split(separator: "-").last.flatMap({ Int64($0) }), end >= 0 else {
        return .unknown
      }
      return .value(end + 1)
    case 403 where answer.json == nil, 404 where answer.json == nil:
      return .refused(TikTokFailures.uploadOver(answer.status))
    case 416: return .unknown
    default: break
    }
    switch TikTokFailures.data(in: answer).flatMap(TikTokStatus.init) {
    case .processing(let uploaded): return .value(max(0, uploaded ?? 0))
    case .failed(let reason): return .refused(TikTokFailures.refusal(of: reason))
    case .complete, nil: return TikTokFailures.reading(of: answer)
    }
  }
}
