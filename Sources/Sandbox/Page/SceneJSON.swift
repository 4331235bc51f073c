import Domain
import PlatformModels

extension Scene {
  /// Every visible post, newest first by platform.
  var timelines: JSON {
    let posts = sides.flatMap { side -> [JSON] in
      let duplicates = side.duplicates()
      return side.posts.map { $0.json(duplicates: duplicates[[$0.account, $0.fingerprint]] ?? 0) }
    }
    return ["now": .string(now.rfc3339), "posts": .array(posts)]
  }

  /// Everything that ever became visible, with the requests that made it so.
  var ledgers: JSON {
    var members: [String: JSON] = [:]
    for side in sides {
      members[side.platform.text] = [
        "requests": .integer(Int64(side.ledger.requests)),
        "doubles": .integer(Int64(side.ledger.doubles)),
        "effects": .array(side.ledger.effects.map(\.json)),
      ]
    }
    return .object(members)
  }
}

extension OutsideLedger.Effect {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue), "at": .string(at.rfc3339), "account": .string(account),
      "post": .string(post), "text": .string(text), "fingerprint": .string(fingerprint),
      "request_number": .integer(Int64(requestNumber)), "request": .string(request),
      "idempotency_key": JSON(idempotencyKey),
    ]
  }
}

extension TimelinePost {
  /// The post's place on the page.
  var anchor: String {
    platform.text + "-" + (id.split(separator: "/").last ?? "")
  }

  fileprivate func json(duplicates: Int) -> JSON {
    [
      "platform": .string(platform.text), "account": .string(account), "id": .string(id),
      "anchor": .string(anchor), "url": .string(url), "place": JSON(place),
      "title": JSON(title), "text": .string(text),
      "warning": JSON(warning), "media": .array(media.map { $0.json(on: platform) }),
      "card": card.map { $0.json(on: platform) } ?? nil,
      "poll": poll.map(\.json) ?? nil, "visibility": .string(visibility.rawValue),
      "language": JSON(language), "parent": JSON(parent), "created": .string(created.rfc3339),
      "edited": JSON(edited?.rfc3339), "duplicates": .integer(Int64(duplicates)),
    ]
  }
}

extension TimelinePost.Picture {
  /// The file's path on the page's port.
  func path(on platform: PlatformName) -> String {
    "/media/\(platform.text)/" + PercentEncoding.component(id)
  }

  fileprivate func json(on platform: PlatformName) -> JSON {
    [
      "url": .string(path(on: platform)), "mime": .string(mime), "alt": .string(alt),
      "width": width.map { .integer(Int64($0)) } ?? nil,
      "height": height.map { .integer(Int64($0)) } ?? nil,
    ]
  }
}

extension TimelinePost.Card {
  fileprivate func json(on platform: PlatformName) -> JSON {
    [
      "url": .string(url), "title": .string(title), "description": .string(summary),
      "thumbnail": thumbnail.map { .string($0.path(on: platform)) } ?? nil,
    ]
  }
}

extension TimelinePost.Poll {
  fileprivate var json: JSON {
    [
      "options": .array(options.map(JSON.string)), "multiple": .bool(multiple),
      "ends": .string(ends.rfc3339),
    ]
  }
}
