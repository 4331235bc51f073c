import CCurl
import Domain

extension Transfer {
  /// Prepares a fresh handle for this request's current address.
  ///
  /// Every option is known to the library version that we link, so a refusal means that the
  /// library is out of memory; then the transfer fails before anything is sent.
  func prepare(_ handle: UnsafeMutableRawPointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    belfry_curl_set_pointer(handle, CURLOPT_PRIVATE, context)
    belfry_curl_set_string(handle, CURLOPT_URL, url)
    setManners(handle)
    setDeadlines(handle)
    setReach(handle, context)
    setMethod(handle, context)
    setHeaders(handle)
    belfry_curl_set_start(handle, sendingBegins)
    belfry_curl_set_pointer(handle, CURLOPT_PREREQDATA, context)
    belfry_curl_set_data(handle, CURLOPT_HEADERFUNCTION, headerCame)
    belfry_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    belfry_curl_set_data(handle, CURLOPT_WRITEFUNCTION, bodyCame)
    belfry_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
  }

  private func setManners(_ handle: UnsafeMutableRawPointer) {
    belfry_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    // Without it, giving up a name that does not resolve would hold up all other transfers until
    // the resolver's own time is over.
    belfry_curl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
    belfry_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    belfry_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    belfry_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    belfry_curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    belfry_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
    belfry_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
    belfry_curl_set_string(handle, CURLOPT_USERAGENT, settings.userAgent)
    if let file = settings.certificateFile {
      belfry_curl_set_string(handle, CURLOPT_CAINFO, file)
    }
  }

  private func setDeadlines(_ handle: UnsafeMutableRawPointer) {
    belfry_curl_set_long(
      handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, request.deadline.connectSeconds * 1000))
    belfry_curl_set_long(handle, CURLOPT_TIMEOUT_MS, millisecondsLeft)
    belfry_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    belfry_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, settings.silenceSeconds)
  }

  /// Whom this request may reach, and on which connection.
  private func setReach(_ handle: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) {
    // An empty proxy also keeps the library from looking into the environment.
    let proxy = request.reach == .platform ? settings.proxy : nil
    belfry_curl_set_string(handle, CURLOPT_PROXY, proxy ?? "")
    switch request.reach {
    case .platform:
      // A connection that was used a moment ago is alive; an older one may have died unnoticed,
      // and then the outcome of a request that must not be repeated would be unknown.
      if !request.isRepeatable { belfry_curl_set_long(handle, CURLOPT_MAXAGE_CONN, 1) }
    case .outside:
      // The guard sees an address when its socket is opened, so a pooled connection, which may
      // lead to a platform on a private address, must not be taken, nor one be left behind.
      belfry_curl_set_long(handle, CURLOPT_FRESH_CONNECT, 1)
      belfry_curl_set_long(handle, CURLOPT_FORBID_REUSE, 1)
      belfry_curl_set_socket(handle, openGuardedSocket)
      belfry_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
    }
  }

  private func setMethod(_ handle: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer) {
    let length = body.length
    switch request.method {
    case .head:
      belfry_curl_set_long(handle, CURLOPT_NOBODY, 1)
      return
    case .get where length == 0:
      belfry_curl_set_long(handle, CURLOPT_HTTPGET, 1)
      return
    case .delete where length == 0:
      belfry_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, "DELETE")
      return
    case .get, .delete, .post, .put, .patch:
      break
    }
    belfry_curl_set_long(handle, CURLOPT_POST, 1)
    belfry_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    belfry_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(length))
    if var small = body.small {
      // The library copies it, and could send it again; `sendingBegins` keeps it from that.
      _ = small.withUnsafeMutableBytes {
        belfry_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
      }
      return
    }
    belfry_curl_set_data(handle, CURLOPT_READFUNCTION, bodyWanted)
    belfry_curl_set_pointer(handle, CURLOPT_READDATA, context)
    if request.isRepeatable {
      belfry_curl_set_seek(handle, bodyRewound)
      belfry_curl_set_pointer(handle, CURLOPT_SEEKDATA, context)
    }
  }

  private func setHeaders(_ handle: UnsafeMutableRawPointer) {
    if headers.pointer == nil {
      var names: Set<String> = []
      for field in fields {
        names.insert(field.name.lowercased())
        headers.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
      }
      // Waiting for leave to send costs a second with servers that never give it, and a refusal
      // would make the library send again.
      for name in ["Expect", "Content-Type"] where !names.contains(name.lowercased()) {
        headers.append("\(name):")
      }
      // Packed answers could unfold beyond their bound.
      if !names.contains("accept-encoding") { headers.append("Accept-Encoding: identity") }
    }
    belfry_curl_set_list(handle, CURLOPT_HTTPHEADER, headers.pointer)
  }
}
