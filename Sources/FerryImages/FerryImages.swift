internal import FerryCore
