import CCurl
import Domain

extension Transfer {
  /// The next address of a redirect that is to be followed; `nil` when this answer is the end.
  ///
  /// - Throws: `BodySource.Failure` when the redirect may not be followed.
  func redirect(_ handle: UnsafeMutableRawPointer) throws(BodySource.Failure) -> String? {
    guard request.reach == .outside, request.isRepeatable,
      request.method == .get || request.method == .head,
      [301, 302, 303, 307, 308].contains(sink.status)
    else { return nil }
    var text: UnsafePointer<CChar>?
    guard belfry_curl_get_string(handle, CURLINFO_REDIRECT_URL, &text) == CURLE_OK, let text else {
      return nil
    }
    let next = String(cString: text)
    guard redirects < OutsideRule.redirectsMax else {
      throw BodySource.Failure(text: "more than \(OutsideRule.redirectsMax) redirects")
    }
    if let objection = OutsideRule(allowsPlain: settings.allowsPlainOutside).objection(to: next) {
      throw BodySource.Failure(text: "redirected, but \(objection)")
    }
    return next
  }

  /// Reports how the transfer ended.
  ///
  /// - Parameter at: when, by the wall clock.
  func finish(_ code: CURLcode, _ handle: UnsafeMutableRawPointer, at: Instant) {
    if sink.isTooLarge || (code == CURLE_OK && sink.isHeadComplete && sink.status >= 200) {
      let isWhole = !sink.isTooLarge
      finish(
        .answered(
          Answer(
            status: sink.status, headers: sink.headers,
            body: isWhole ? .bytes(sink.body) : .tooLarge, at: at)),
        fileBytes: isWhole ? sink.keepFile() : nil)
    } else {
      finish(withoutAnswer: reason(code, handle))
    }
  }

  /// Why there is no answer, without any part of the request, which may hold secrets.
  private func reason(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> String {
    if let failure = sink.failure { return failure }
    if isGuarded, code == CURLE_COULDNT_CONNECT {
      return "the address is not a public one; addresses of this machine and of private networks "
        + "are refused"
    }
    if code == CURLE_OK { return "the answer ended inside its head" }
    if begun > 0, code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_SEND_FAIL_REWIND {
      return "the connection died after the request had begun; it was not sent again"
    }
    var number = 0
    belfry_curl_get_long(handle, CURLINFO_OS_ERRNO, &number)
    var text = String(cString: curl_easy_strerror(code))
    if number != 0 { text += " (\(systemText(Int32(number))))" }
    if sink.status > 0 { text += ", in the middle of an answer with status \(sink.status)" }
    return text
  }
}
