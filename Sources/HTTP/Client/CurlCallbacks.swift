import CCurl
import Domain
import Glibc

// What the library calls while it works on a transfer, on the transport's thread. They are
// functions at top level and `@Sendable`: a closure would take the isolation of where it is
// written, and trap on another thread.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
  guard let context else { preconditionFailure("a callback without its transfer") }
  return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// The connection stands, and the next thing is the request's first byte.
///
/// The library (7.88) begins anew by itself when a pooled connection dies before any byte of the
/// answer, when a server refuses a stream, and after some statuses. This is where each beginning
/// passes, so a request that must not be repeated stops here the second time. One whose
/// body is read piece by piece stops even before, because that cannot be rewound.
@Sendable
func sendingBegins(
  _ context: UnsafeMutableRawPointer?, _ remoteAddress: UnsafeMutablePointer<CChar>?,
  _ localAddress: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
  let transfer = transfer(context)
  if transfer.begun > 0, !transfer.request.isRepeatable { return CURL_PREREQFUNC_ABORT }
  transfer.begun += 1
  return CURL_PREREQFUNC_OK
}

/// A line of an answer's head.
@Sendable
func headerCame(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(context).sink.takeHeader(line) ? line.count : -1
}

/// A piece of an answer's body.
@Sendable
func bodyCame(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(context).sink.takeBody(piece) ? piece.count : -1
}

/// The next piece of a request's body.
@Sendable
func bodyWanted(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
  return transfer(context).body.read(into: buffer) ?? Int(CURL_READFUNC_ABORT)
}

/// A request that may be repeated is sent again from its start.
@Sendable
func bodyRewound(
  _ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32
) -> Int32 {
  guard offset == 0, origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
  transfer(context).body.rewind()
  return CURL_SEEKFUNC_OK
}

/// Opens a socket to an author's address, if the rule allows the address.
@Sendable
func openGuardedSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let address else { return -1 }
  let transfer = transfer(context)
  var bytes = [UInt8](repeating: 0, count: 16)
  let count = belfry_curl_address(address, &bytes)
  guard let number = AddressRule.Address(networkOrder: bytes.prefix(Int(count))),
    transfer.settings.addressRule.allows(number)
  else {
    transfer.isGuarded = true
    return -1
  }
  return belfry_curl_open_socket(address)
}
