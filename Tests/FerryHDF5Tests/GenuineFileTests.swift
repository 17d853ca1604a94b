import FerryCore
import FerryHDF5
import FixtureCases
import Testing

@Suite struct `HDF5 files that Keras wrote` {
    static let files = FixtureCase.all.filter { $0.path.hasSuffix(".h5") && !$0.unusual }

    @Test(arguments: files)
    func `are opened and walked`(fixture: FixtureCase) throws {
        let file = try HDF5File(try FileByteSource(path: fixture.path))
        let isWholeModel = file.root.attributeNames.contains("model_config")
        let weights = isWholeModel ? try #require(file.root.group("model_weights")) : file.root
        if isWholeModel {
            let config = try #require(try file.root.string("model_config"))
            #expect(try JSONParser.parse(config)["class_name"]?.string != nil)
        }
        for layer in try weights.strings("layer_names") ?? [] {
            let group = try #require(weights.group(layer))
            for name in try group.strings("weight_names") ?? [] {
                let dataset = try #require(group.descend(toDataset: name))
                #expect(try dataset.source.loadFloat().count == dataset.shape.elementCount)
            }
        }
    }
}
