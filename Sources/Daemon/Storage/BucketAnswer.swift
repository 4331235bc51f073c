import Domain

/// What an object store's answer means. Both providers answer errors in XML with a `Code`
/// ("Error responses" of the S3 API reference).
enum BucketAnswer {
  /// The error behind an answer that is not a success; never quotes the answer, which may repeat
  /// what was signed.
  static func error(_ answer: Answer, _ action: String) -> ErrorObject {
    let code = text("Code", in: answer.text) ?? "HTTP \(answer.status)"
    let said = "the bucket would not \(action): \(code)"
    switch code {
    case "AccessDenied":
      return ErrorObject(
        .permissionMissing, said, hint: "the key's role or the bucket's policy lacks a permission")
    case "SignatureDoesNotMatch":
      return ErrorObject(
        .signInNeeded, said,
        hint: "the secret does not belong to the access key, or a proxy changes the host")
    case "InvalidAccessKeyId", "ExpiredToken", "InvalidToken":
      return ErrorObject(.signInNeeded, said, hint: "the access key is gone or over; use another")
    case "RequestTimeTooSkewed":
      return ErrorObject(
        .clockInDoubt, said, retryable: true, hint: "this machine's clock and the store's differ")
    case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      let region = text("Region", in: answer.text) ?? answer.header("x-amz-bucket-region")
      return ErrorObject(
        .badConfiguration, said,
        hint: region.map { "the bucket is in \($0): set region: and endpoint:" }
          ?? "the bucket is in another region: set region: and endpoint:")
    case "NoSuchBucket":
      return ErrorObject(.badConfiguration, said, hint: "name: in media: bucket: is another")
    case "NoSuchKey", "NoSuchUpload": return ErrorObject(.notFound, said)
    case "PreconditionFailed": return ErrorObject(.conflict, said)
    case "EntityTooLarge": return ErrorObject(.tooLarge, said)
    default: return other(answer.status, code, said)
    }
  }

  private static func other(_ status: Int, _ code: String, _ said: String) -> ErrorObject {
    let passing = ["SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout"]
    if passing.contains(code) || status >= 500 || status == 408 || status == 429 {
      return ErrorObject(.platformTrouble, said, retryable: true, retryAfterS: 10)
    }
    switch status {
    case 401, 403: return ErrorObject(.permissionMissing, said)
    case 404: return ErrorObject(.notFound, said)
    default: return ErrorObject(.platformTrouble, said)
    }
  }

  /// The text of the first element of that name.
  static func text(_ element: String, in xml: String) -> String? {
    texts(element, in: xml).first
  }

  /// The texts of all elements of that name, in order. The answers that are read here are flat and
  /// without attributes on these elements.
  static func texts(_ element: String, in xml: String) -> [String] {
    xml.split(separator: "<\(element)>").dropFirst(xml.hasPrefix("<\(element)>") ? 0 : 1)
      .compactMap { piece in
        piece.firstRange(of: "</\(element)>").map { unescaped(piece[..<$0.lowerBound]) }
      }
  }

  private static func unescaped(_ text: Substring) -> String {
    var text = String(text)
    for (escape, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#34;", "\""),
      ("&amp;", "&"),
    ] {
      text = text.replacing(escape, with: character)
    }
    return text
  }
}
