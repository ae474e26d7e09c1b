import Testing

@testable import Security

@Suite struct HashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    ]) func `SHA-256 agrees with the vectors of RFC 6234`(text: String, hash: String) {
        #expect(Hex.encode(SHA256.hash(Array(text.utf8)).bytes) == hash)
    }

    @Test func `SHA-256 of a million letters agrees with RFC 6234`() {
        #expect(Hex.encode(SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000)).bytes) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test(arguments: [
        ([UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ([UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (Array(1...25), [UInt8](repeating: 0xcd, count: 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (
            [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        ([UInt8](1...64), Array("a key of one block".utf8), "488e98c5b77d8a18f171fa6e847ee9dcb3ec8939337ad8005fd1e241d315150d"),
        ([UInt8](1...65), Array("a key of one more".utf8), "ce9399fce3cb567ff25f3d8ecb5fa21365e1b1fcf5332d629bb5221cf5556f07"),
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]) func `HMAC-SHA-256 agrees with the vectors of RFC 4231, and takes an empty key`(key: [UInt8], message: [UInt8], mac: String) {
        #expect(Hex.encode(HMACSHA256.authenticate(message, key: key).bytes) == mac)
    }

    @Test func `a digest is 32 bytes or none`() {
        let bytes = [UInt8](0..<32)
        #expect(Digest(bytes)?.bytes == bytes)
        #expect(Digest([UInt8](0..<31)) == nil)
        #expect(Digest([UInt8](0..<33)) == nil)
    }

    @Test func `equal bytes are equal, and a difference in any place shows`() {
        let bytes = [UInt8](0..<40)
        #expect(ConstantTime.areEqual(bytes, bytes))
        #expect(ConstantTime.areEqual([], []))
        #expect(!ConstantTime.areEqual(bytes, Array(bytes.dropLast())))
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0x80
            #expect(!ConstantTime.areEqual(bytes, other))
        }
        for place in 0..<32 {
            var other = Array(bytes.prefix(32))
            other[place] ^= 1
            #expect(Digest(other) != Digest(Array(bytes.prefix(32))))
        }
    }

    @Test func `random bytes do not come twice`() throws {
        let draws = try (0..<100).map { _ in try SecureRandom.bytes(16) }
        #expect(Set(draws).count == 100)
        #expect(try SecureRandom.bytes(0).isEmpty)
    }
}

@Suite struct EncodingTests {
    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy")])
    func `base64url agrees with RFC 4648, without padding`(text: String, encoded: String) {
        #expect(String(decoding: Base64URL.encode(text.utf8), as: UTF8.self) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func `base64url uses the two URL-safe characters`() {
        #expect(Base64URL.encode([0xfb, 0xff]) == Array("-_8".utf8))
        #expect(Base64URL.decode("-_8".utf8) == [0xfb, 0xff])
    }

    @Test(arguments: ["A", "AAAAA", "Zg==", "Zg=", "+/8", "Zh", "Zm9", "Z g", "Zm\n8"])
    func `base64url that no encoder writes is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test func `hex takes both cases and nothing else`() {
        #expect(Hex.encode([0, 0x9f, 0xa0]) == "009fa0")
        #expect(Hex.decode("009FA0aF".utf8) == [0, 0x9f, 0xa0, 0xaf])
        #expect(Hex.decode("0".utf8) == nil)
        #expect(Hex.decode("0g".utf8) == nil)
    }
}
