import Domain

/// The resumable upload (developers.google.com/youtube/v3, *resumable upload protocol*): a session
/// whose address is a credential, pieces sent to it, and a question how far it is. There is no film
/// before its last byte, and what appears then is private.
extension YouTubeAPI {
  /// `videos.insert`: begins a session; its address goes to the vault.
  func startUpload(_ video: YouTubeVideo, of film: MediaFile) -> Exchange<SecretKey> {
    var call = call(
      .post, "/upload/youtube/v3/videos",
      query: [
        ("uploadType", "resumable"), ("part", "snippet,status"),
        ("notifySubscribers", video.notifiesSubscribers ? "true" : "false"),
      ])
    call.costs = uploadCosts
    call.headers = [
      .init("X-Upload-Content-Length", String(film.bytes)),
      .init("X-Upload-Content-Type", film.mime),
    ]
    call.setJSON(video.resource)
    call.destination = .vault(fields: [], headers: ["location"], limitBytes: 256 << 10)
    return Exchange(
      call, value: { SealedMember(header: "location", of: $0)?.key }, failure: YouTubeAPI.harmless)
  }

  /// Sends the film to its session; the value is the film's id.
  func upload(_ film: MediaFile, to session: SecretKey) -> ChunkedUpload<String> {
    var bare = Call(.put, to: .init(.secret(session)), authorization: .bearer(access))
    bare.deadline = .upload
    return ChunkedUpload(
      bytes: film.bytes, pieceBytes: YouTubeProfile.pieceBytes,
      piece: { [bare] start in
        let length = min(YouTubeProfile.pieceBytes, film.bytes - start)
        var call = bare
        call.headers = [
          .init("Content-Type", film.mime),
          .init("Content-Range", "bytes \(start)-\(start + length - 1)/\(film.bytes)"),
        ]
        call.body = [.file(hash: film.hash, offset: start, length: length)]
        return call
      },
      progress: {
        var call = bare
        call.headers = [.init("Content-Range", "bytes */\(film.bytes)")]
        return call
      }(),
      read: { YouTubeAPI.progress(in: $0, of: film.bytes) })
  }

  private static func progress(
    in answer: Answer, of bytes: Int64
  ) -> Reading<ChunkedUpload<String>.Progress> {
    switch answer.status {
    case 200, 201:
      guard let id = answer.json?["id"]?.string, !id.isEmpty else { return .unknown }
      return .value(.complete(id))
    case 308:
      // No range means that nothing is there yet.
      guard let range = answer.header("range") else { return .value(.stored(0)) }
      guard range.hasPrefix("bytes=0-"), let end = Int64(range.dropFirst(8)),
        (0..<bytes - 1).contains(end)
      else { return .unknown }
      return .value(.stored(end + 1))
    case 404, 410:
      return .refused(
        Refusal(.conflict, code: "\(answer.status)", message: "the upload session is over"))
    default: return harmless(answer)
    }
  }
}
