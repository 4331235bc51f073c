/// The pages that a person sees when a client asks for access.
enum AuthorizePage {
  /// - Parameter fields: the client's request, carried along in the form.
  static func html(
    app: String, scopes: [String], accounts: [String], server: String, fields: [NamedValue],
    action: String = "/oauth/authorize"
  ) -> String {
    let hidden = fields.filter { $0.name != "account" && $0.name != "approve" }
      .map {
        #"<input type="hidden" name="\#(HTML.escape($0.name))" value="\#(HTML.escape($0.value))">"#
      }
      .joined()
    let choices = accounts.enumerated()
      .map { index, name in
        #"<label><input type="radio" name="account" value="\#(HTML.escape(name))""#
          + (index == 0 ? " checked" : "")
          + "> @\(HTML.escape(name))@\(HTML.escape(server))</label>"
      }
      .joined()
    let wishes = scopes.map { "<li><code>\(HTML.escape($0))</code></li>" }.joined()
    return page(
      title: "Allow \(app)?",
      body: """
        <p><strong>\(HTML.escape(app))</strong> would like to act for you on this sandbox:</p>
        <ul>\(wishes)</ul>
        <form method="post" action="\(action)">\(hidden)
        <fieldset><legend>Account</legend>\(choices)</fieldset>
        <button>Allow</button> <button name="deny" value="1" class="quiet">Deny</button></form>
        """)
  }

  /// Shows a code that the person pastes into the client.
  static func code(_ code: String) -> String {
    page(
      title: "Copy this code",
      body: """
        <p>Paste it where the application asks for it:</p>
        <p><code id="code">\(HTML.escape(code))</code></p>
        """)
  }

  private static func page(title: String, body: String) -> String {
    """
    <!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTML.escape(title))</title><style>
    :root{color-scheme:light dark}
    body{font:1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:12vh auto;padding:0 1rem}
    h1{font-size:1.5rem} label{display:block;margin:.25rem 0}
    fieldset{border:1px solid #8888;border-radius:.5rem;margin:0 0 1rem}
    code{overflow-wrap:anywhere}
    button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.5rem;background:#4b3ce0;
    color:#fff;cursor:pointer} button.quiet{background:none;color:inherit;border:1px solid #8888}
    </style></head><body><main><h1>\(HTML.escape(title))</h1>\(body)</main></body></html>
    """
  }
}
