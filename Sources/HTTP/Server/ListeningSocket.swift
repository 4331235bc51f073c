import CLinux
import Glibc

/// A socket that listens; closed with its owner, the socket file removed with it.
struct ListeningSocket: ~Copyable {
  let descriptor: Int32
  /// The TCP port it got; `nil` for a Unix socket.
  let port: UInt16?
  private let file: SocketFile?

  deinit {
    file?.remove()
    close(descriptor)
  }

  /// Opens, binds and listens.
  ///
  /// - Throws: `ServerError`; nothing is left behind then.
  static func open(_ endpoint: Server.Endpoint) throws(ServerError) -> ListeningSocket {
    switch endpoint {
    case .unix(let path, let mode): try unix(path: path, mode: mode)
    case .tcp(let host, let port): try tcp(host: host, port: port)
    }
  }

  /// Removes the socket file and refuses connections from now on.
  ///
  /// The descriptor stays open, because the server's thread may still look at it.
  func refuseConnections() {
    file?.remove()
    belfry_end_connection(descriptor)
  }

  private static func tcp(host: String, port: UInt16) throws(ServerError) -> ListeningSocket {
    let place = "\(host):\(port)"
    let family = host.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
    let descriptor = try newSocket(family: family, place: place)
    var on: Int32 = 1
    // Without it a restart would wait a minute for connections of the last run (TIME_WAIT).
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let bound = SocketAddress.tcp(.bind, descriptor, host: host, port: port)
    do throws(ServerError) {
      guard let bound else { throw .badAddress(host) }
      guard bound == 0 else {
        throw errno == EADDRINUSE
          ? .inUse(place) : .system(action: "bind", place: place, number: errno)
      }
      try startListening(descriptor, place: place)
    } catch {
      close(descriptor)
      throw error
    }
    return ListeningSocket(
      descriptor: descriptor, port: SocketAddress.boundPort(of: descriptor), file: nil)
  }

  private static func unix(path: String, mode: UInt16) throws(ServerError) -> ListeningSocket {
    try SocketFile.clear(path)
    let descriptor = try newSocket(family: AF_UNIX, place: path)
    do throws(ServerError) {
      // The file takes the descriptor's mode less the umask, so it is never wider than asked for;
      // the second call gives back what the umask took while nobody can connect yet.
      guard fchmod(descriptor, mode_t(mode)) == 0 else {
        throw .system(action: "set the mode of", place: path, number: errno)
      }
      let bound = SocketAddress.unix(.bind, descriptor, path: path)
      guard let bound else { throw .badAddress(path) }
      guard bound == 0 else {
        throw errno == EADDRINUSE
          ? .inUse(path) : .system(action: "bind", place: path, number: errno)
      }
    } catch {
      close(descriptor)
      throw error
    }
    let socket = ListeningSocket(
      descriptor: descriptor, port: nil, file: SocketFile(path: path))
    guard chmod(path, mode_t(mode)) == 0 else {
      throw .system(action: "set the mode of", place: path, number: errno)
    }
    try startListening(descriptor, place: path)
    return socket
  }

  fileprivate static func newSocket(family: Int32, place: String) throws(ServerError) -> Int32 {
    let descriptor = belfry_quick_socket(family)
    guard descriptor >= 0 else {
      throw .system(action: "create a socket for", place: place, number: errno)
    }
    return descriptor
  }

  private static func startListening(_ descriptor: Int32, place: String) throws(ServerError) {
    guard listen(descriptor, SOMAXCONN) == 0 else {
      throw errno == EADDRINUSE
        ? .inUse(place) : .system(action: "listen on", place: place, number: errno)
    }
  }
}

/// The file of a Unix socket that we bound, known by its inode so that nobody else's is removed.
private struct SocketFile {
  let path: String
  let device: dev_t
  let inode: ino_t

  /// `nil` when the file has gone already.
  init?(path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  func remove() {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
    unlink(path)
  }

  /// Makes room: removes a socket file that nobody listens on (a crash left it), nothing else.
  static func clear(_ path: String) throws(ServerError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw .system(action: "look at", place: path, number: errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    let probe = try ListeningSocket.newSocket(family: AF_UNIX, place: path)
    defer { close(probe) }
    guard let connected = SocketAddress.unix(.connect, probe, path: path) else {
      throw .badAddress(path)
    }
    if connected == 0 { throw .inUse(path) }
    // Only a refusal proves that nobody listens; a full backlog or a closed door proves nothing.
    guard errno == ECONNREFUSED else {
      throw .system(action: "see who answers on", place: path, number: errno)
    }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system(action: "remove the dead socket", place: path, number: errno)
    }
  }
}
