internal import ArgumentParser
internal import Ferry

/// The commands that have to do with data sets.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Fetches, draws and describes data sets.",
        discussion: """
            Models are trained and measured on one of these:
            - a folder of MNIST-style IDX files, gzipped or not;
            - a folder with a folder of PNG or JPEG pictures for each class, in two parts
              'train' and 'test' or in one, of which every seventh picture is held out;
              behind a colon the size to stretch them to, as in photos:64x64 or, for grey
              pictures, photos:28x28x1;
            - an .npz file with x_train, y_train, x_test and y_test;
            - 'synthetic', the digits that ferry draws itself.

            EXAMPLES
              ferry data fetch mnist            four files, checked, into 'mnist'
              ferry data info mnist             counts, sizes, values
              ferry data draw -o digits.png     what 'synthetic' looks like
            """,
        subcommands: [DataFetchCommand.self, DataDrawCommand.self, DataInfoCommand.self])
}
