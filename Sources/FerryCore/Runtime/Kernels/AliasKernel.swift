/// The output is the first input under another shape or name: the executor lets them share memory and never runs this.
struct AliasKernel: Kernel {
    var partCount: Int { 0 }
    func run(part: Int, _ arguments: KernelArguments) {}
}
