/// Ways to write addresses that an author's link must not lead to.
enum HostileAddresses {
  static let loopback = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1",
    "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "127。0。0。1", "１２７.0.0.1",
    "localhost", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:7f00:1]",
  ]

  static let others = [
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1", "3232235777",
    "0xc0a80101", "0300.0250.1.1", "100.64.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166",
    "192.0.0.8", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]",
    "[2001:0:7f00:1::]", "[2001:db8::1]", "[2001:10::1]", "[2001:20::1]", "[fe80::1]",
    "[fe80::1%25lo]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[ff0e::1]",
    "[100::1]", "[3fff::1]", "[3ffe::1]", "[5f00::1]", "[2620:4f:8000::1]", "[4000::1]",
  ]

  /// What the names lead to, for `Preload/network.c`.
  static let names = """
    loop.test 127.0.0.1
    loop6.test ::1
    private.test 192.168.7.7
    metadata.test 169.254.169.254
    mapped.test ::ffff:10.0.0.1
    local.test fe80::1
    both.test 93.184.215.14 127.0.0.1
    both6.test 2606:2800:21f:cb07:6820:80da:af6b:8b2c ::1 10.1.2.3
    public.test 93.184.215.14

    """

  static let named = ["private.test", "metadata.test", "mapped.test", "local.test"]

  /// Names of loopback, alone or beside a public address.
  static let namedLoopback = ["loop.test", "loop6.test", "both.test", "both6.test"]

  /// These may be connected to.
  static let allowed = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
}
