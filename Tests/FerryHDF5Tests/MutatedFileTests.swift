import FerryCore
import FerryHDF5
import FixtureCases
import Foundation
import Testing

/// Random damage, in the classes of which libhdf5 1.10.8 alone crashed or hung on 4.8 % (3,000 of each, from four files).
///
/// A crash here is a crash of the test process; a hang meets the time limit.
@Suite struct `Mutated HDF5 files` {
    /// Mutants of each class and seed; `FERRY_MUTANTS` asks for more.
    static let count = ProcessInfo.processInfo.environment["FERRY_MUTANTS"].flatMap { Int($0) } ?? 100

    static let seeds = [
        "hdf5/genuine/numbers.h5", "hdf5/genuine/strings.h5", "hdf5/genuine/unicode.h5", "hdf5/unusual/packed.h5",
        "keras/keras2/separable-conv2d.weights.h5", "keras/keras3.15/add.h5",
    ]

    @Test(.timeLimit(.minutes(10)), arguments: Mutation.allCases, seeds)
    func `are refused or read, by the walk and libhdf5 alike`(mutation: Mutation, seed: String) throws {
        let original = MutationSeed(try FileByteSource(path: FixtureCase.folder + seed).bytes())
        let isUnusual = seed.contains("unusual/")
        var random = SplitMix64(seed: UInt64(mutation.rawValue))
        var accepted = 0
        for number in 0..<Self.count {
            let bytes = MemoryByteSource(mutation.apply(to: original, using: &random), name: "mutant.h5")
            switch Self.outcome(bytes) {
            case .refused(let error):
                #expect(error.location.file == "mutant.h5", "mutant \(number)")
                #expect(error.location.path != nil, "mutant \(number)")
            case .read(let contents):
                accepted += 1
                #expect(try contents == FileContents(HDF5File(trusted: bytes)), "mutant \(number)")
            }
        }
        #expect(isUnusual || mutation.breaksAll || accepted > 0)
    }

    private enum Outcome {
        case read(FileContents)
        case refused(FerryError)
    }

    private static func outcome(_ bytes: MemoryByteSource) -> Outcome {
        do throws(FerryError) {
            return .read(try FileContents(HDF5File(bytes)))
        } catch {
            return .refused(error)
        }
    }
}
