/// One HTTP request as a recipe describes it: a template without any secret in it. What is frozen,
/// hashed and journaled is this value; the shell fills in secrets and streams files while sending.
package struct Call: Hashable, Sendable, Codable {
  package var method: Method
  /// The absolute address, query included.
  package var address: Address
  package var headers: [Header]
  package var body: [Segment]
  package var authorization: Authorization
  package var destination: Destination
  package var deadline: Deadline
  package var reach: Reach
  /// What the call takes from which limits: all of them, or the call waits.
  package var costs: [Cost]

  package init(
    _ method: Method, _ url: String, headers: [Header] = [], body: [Segment] = [],
    authorization: Authorization = .none, destination: Destination = .memory(limitBytes: 1 << 20),
    deadline: Deadline = .standard, reach: Reach = .platform, costs: [Cost] = []
  ) {
    self.init(
      method, to: Address(.text(url)), headers: headers, body: body, authorization: authorization,
      destination: destination, deadline: deadline, reach: reach, costs: costs)
  }

  /// A call whose address may hold secrets.
  package init(
    _ method: Method, to address: Address, headers: [Header] = [], body: [Segment] = [],
    authorization: Authorization = .none, destination: Destination = .memory(limitBytes: 1 << 20),
    deadline: Deadline = .standard, reach: Reach = .platform, costs: [Cost] = []
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.authorization = authorization
    self.destination = destination
    self.deadline = deadline
    self.reach = reach
    self.costs = costs
  }

  /// Methods of RFC 9110 and RFC 5789 that platforms use.
  package enum Method: String, Hashable, Sendable, Codable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// A header field without secrets; the transport adds the authorisation.
  package struct Header: Hashable, Sendable, Codable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A piece of a body; the pieces are sent one after the other.
  package enum Segment: Hashable, Sendable, Codable {
    case text(String)
    /// `length` bytes of a spooled file, from `offset`.
    case file(hash: String, offset: Int64, length: Int64)
    /// A whole spooled file of `length` bytes in Base64 (RFC 4648 §4), for APIs that take files
    /// inside of JSON.
    case base64File(hash: String, length: Int64)
    /// A secret, escaped as its surroundings need it.
    case secret(SecretKey, Escaping)
    /// An address from which the platform can fetch a spooled file for a while; made while sending.
    case publicAddress(hash: String, mime: String, Escaping)
  }

  /// How a secret is written into a body.
  package enum Escaping: String, Hashable, Sendable, Codable {
    case raw
    /// Inside a JSON string; the quotes are in the surrounding text.
    case json
    /// `application/x-www-form-urlencoded`.
    case form
  }

  /// How the shell signs the request. A closed list: a recipe cannot invent one.
  package enum Authorization: Hashable, Sendable, Codable {
    case none
    case bearer(SecretKey)
    case basic(user: String, password: SecretKey)
    /// `Authorization: OAuth TOKEN`, as Meta's upload hosts want it.
    case oauth(SecretKey)
  }

  /// Where the answer's body goes.
  package enum Destination: Hashable, Sendable, Codable {
    /// Into the journal; a longer body is cut off and the outcome becomes unreadable.
    case memory(limitBytes: Int)
    /// Into the spool; the journal gets the file's hash, size and kind.
    case spool(limitBytes: Int64)
    /// JSON whose named members are secrets: each is sealed under its own `SecretKey` before the
    /// journal sees the answer, and replaced there by `{"$secret": KEY, "expires": SECONDS?}`. A
    /// dot leads into an object or a list: `data.upload_url`, `data.0.access_token`; `*` into every
    /// member of it, and `*!key` into every one but that which is called `key`: the member of that
    /// name, or the element whose `name` it is. A header that is named (in lower case) is sealed
    /// too, and its value replaced by the key.
    case vault(fields: [String], headers: [String] = [], limitBytes: Int)
  }

  /// How long a call may take.
  package struct Deadline: Hashable, Sendable, Codable {
    package var connectSeconds: Int
    /// From the first byte sent to the last byte received.
    package var totalSeconds: Int

    package init(connectSeconds: Int, totalSeconds: Int) {
      self.connectSeconds = connectSeconds
      self.totalSeconds = totalSeconds
    }

    /// 10 s to connect, 60 s in all: APIs that take longer are treated as in doubt.
    package static let standard = Deadline(connectSeconds: 10, totalSeconds: 60)
    /// 10 s to connect, 30 min in all: for large uploads.
    package static let upload = Deadline(connectSeconds: 10, totalSeconds: 1800)
  }

  /// Who chose the address.
  package enum Reach: String, Hashable, Sendable, Codable {
    /// The platform or the owner's configuration.
    case platform
    /// A post's author: only public addresses, checked on the connected socket; at most three
    /// redirects, each checked again.
    case outside
  }

  /// An amount that a call takes from a named limit of the platform's profile.
  package struct Cost: Hashable, Sendable, Codable {
    package var limit: String
    package var amount: Int

    package init(_ limit: String, _ amount: Int = 1) {
      self.limit = limit
      self.amount = amount
    }
  }
}

extension Call {
  /// A JSON body with its content type.
  package mutating func setJSON(_ value: JSON) {
    headers.append(.init("Content-Type", "application/json"))
    body = [.text(value.text)]
  }

  /// A form body with its content type; secrets are filled in while sending.
  package mutating func setForm(_ fields: [(name: String, value: FormValue)]) {
    headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
    body = []
    for (index, field) in fields.enumerated() {
      let lead = (index > 0 ? "&" : "") + PercentEncoding.form(field.name) + "="
      switch field.value {
      case .text(let text): body.append(.text(lead + PercentEncoding.form(text)))
      case .secret(let key): body.append(contentsOf: [.text(lead), .secret(key, .form)])
      case .publicAddress(let file):
        let address = Segment.publicAddress(hash: file.hash, mime: file.mime, .form)
        body.append(contentsOf: [.text(lead), address])
      }
    }
  }

  /// The value of a field of an `application/x-www-form-urlencoded` body.
  package enum FormValue: Sendable {
    case text(String)
    case secret(SecretKey)
    /// Where the platform can fetch the file.
    case publicAddress(MediaFile)
  }
}

extension Call {
  /// The address as journals and people see it, each secret in it by its name.
  package var url: String { address.text }
}

extension Call {
  /// The names of every secret that the shell must fill in.
  package var secretKeys: [SecretKey] {
    var keys: [SecretKey] = []
    switch authorization {
    case .none: break
    case .bearer(let key), .oauth(let key): keys.append(key)
    case .basic(_, let key): keys.append(key)
    }
    for case .secret(let key, _) in address.pieces { keys.append(key) }
    for case .secret(let key, _) in body { keys.append(key) }
    return keys
  }
}
