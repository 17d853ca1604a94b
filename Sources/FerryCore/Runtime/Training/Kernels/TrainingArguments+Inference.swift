extension TrainingArguments {
    /// Runs an inference kernel on the whole shard, whose parameters, if any, `pack` left as it does itself.
    func run(_ kernel: some Kernel) {
        let arguments = unsafe KernelArguments(inputs: inputs, packed: packed, output: output, scratch: scratch)
        for part in 0..<kernel.partCount { unsafe kernel.run(part: part, arguments) }
    }
}
