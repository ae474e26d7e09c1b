@main struct Walras {
    static func main() async {
        print("walras")
    }
}
