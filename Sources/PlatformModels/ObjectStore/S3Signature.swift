import Domain

/// Judges the signature of a presigned request from what arrived, by the text of AWS's
/// "Authenticating Requests: Using Query Parameters"; it shares nothing with the code that signs.
struct S3Signature {
  let hashing: any Hashing
  let accessKey: String
  let secret: String
  let region: String

  /// What is wrong with the request: an S3 error code and words; `nil` for a good one.
  func objection(to request: ModelRequest, at now: Instant) -> (code: String, text: String)? {
    guard request.query("X-Amz-Algorithm") == "AWS4-HMAC-SHA256",
      let credential = request.query("X-Amz-Credential"), let date = request.query("X-Amz-Date"),
      let seconds = request.query("X-Amz-Expires").flatMap({ Int64($0) }),
      let names = request.query("X-Amz-SignedHeaders"),
      let signature = request.query("X-Amz-Signature"), let begun = S3Signature.moment(date)
    else { return ("AccessDenied", "the address is not signed") }
    guard (1...604_800).contains(seconds) else {
      return ("AuthorizationQueryParametersError", "X-Amz-Expires must be at most a week")
    }
    let scope = "\(date.prefix(8))/\(region)/s3/aws4_request"
    guard credential == "\(accessKey)/\(scope)" else {
      return credential.hasPrefix("\(accessKey)/")
        ? ("AuthorizationHeaderMalformed", "the region is wrong; expecting '\(region)'")
        : ("InvalidAccessKeyId", "no such key")
    }
    if now + .seconds(900) < begun { return ("AccessDenied", "Request is not yet valid") }
    if begun + .seconds(seconds) <= now { return ("AccessDenied", "Request has expired") }
    let signed = names.split(separator: ";").map(String.init)
    let unsigned = request.headers.contains { header in
      header.name.hasPrefix("x-amz-") && !signed.contains(header.name)
    }
    guard signed.contains("host"), signed == signed.sorted(), !unsigned else {
      return ("AccessDenied", "There were headers present in the request which were not signed")
    }
    let canonical = canonicalText(of: request, signed: signed)
    let hash = hashing.sha256(Array(canonical.utf8)).hexadecimal
    let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hash)"
    guard code(of: text, day: String(date.prefix(8))) == signature else {
      return ("SignatureDoesNotMatch", "the signature does not match")
    }
    return nil
  }

  private func canonicalText(of request: ModelRequest, signed: [String]) -> String {
    let path = "/" + request.path.map { PercentEncoding.component($0) }.joined(separator: "/")
    var pairs = request.query.filter { $0.name != "X-Amz-Signature" }.map {
      [PercentEncoding.component($0.name), PercentEncoding.component($0.value)]
    }
    pairs.sort { ($0[0], $0[1]) < ($1[0], $1[1]) }
    let query = pairs.map { $0.joined(separator: "=") }.joined(separator: "&")
    var lines = "\(request.method)\n\(path)\n\(query)\n"
    for name in signed { lines += "\(name):\(request.header(name) ?? "")\n" }
    return lines + "\n\(signed.joined(separator: ";"))\nUNSIGNED-PAYLOAD"
  }

  private func code(of text: String, day: String) -> String {
    var key = Array("AWS4\(secret)".utf8)
    for word in [day, region, "s3", "aws4_request", text] {
      key = hmac(key, Array(word.utf8))
    }
    return key.hexadecimal
  }

  /// RFC 2104, for keys of at most one block.
  private func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    let padded = key + [UInt8](repeating: 0, count: 64 - key.count)
    let inner = hashing.sha256(padded.map { $0 ^ 0x36 } + message)
    return hashing.sha256(padded.map { $0 ^ 0x5C } + inner)
  }

  /// Reads `20130524T000000Z`.
  private static func moment(_ text: String) -> Instant? {
    let digits = Array(text)
    guard digits.count == 16 else { return nil }
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return Instant(
      rfc3339: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):"
        + "\(part(13..<15))Z")
  }
}
