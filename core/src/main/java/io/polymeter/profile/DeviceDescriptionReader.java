package io.polymeter.profile;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads what a file says of a device beside its registers.
final class DeviceDescriptionReader {

    private final ProfileFile file;
    private final AddressMapping places;
    private final Problems problems;

    DeviceDescriptionReader(ProfileFile file, AddressMapping places, Problems problems) {
        this.file = file;
        this.places = places;
        this.problems = problems;
    }

    DeviceDescription about() {
        return new DeviceDescription(
                file.maker() == null ? "" : file.maker(),
                file.role(),
                file.confidence(),
                sources(),
                readers(),
                parts(),
                holes(),
                file.note() == null ? "" : file.note(),
                file.absentAssumed());
    }

    private List<String> sources() {
        return file.source() == null
                ? List.of()
                : Arrays.stream(file.source().split(";"))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
    }

    private List<DeviceDescription.Reader> readers() {
        List<DeviceDescription.Reader> readers = new ArrayList<>();
        for (ProfileFile.ReaderFile reader : file.readers()) {
            int at = reader.at() - file.firstAddress();
            if (at < 0 || at + reader.count() > Range.TABLE) {
                problems.at(reader.position(), "readers", ProfileLoader.outside(reader.at(), reader.count()));
            } else {
                readers.add(new DeviceDescription.Reader(
                        reader.name(), reader.function(), at, reader.count(), reader.every(), reader.source()));
            }
        }
        return readers;
    }

    private List<DeviceDescription.Hole> holes() {
        List<DeviceDescription.Hole> holes = new ArrayList<>();
        for (ProfileFile.HoleFile hole : file.holes()) {
            Range range = places.find(hole.at(), hole.count(), hole.function());
            if (range == null) {
                problems.at(hole.position(), "holes", ProfileLoader.outside(hole.at(), hole.count()));
            } else if (holes.stream().anyMatch(other -> other.range().overlaps(range))) {
                problems.at(
                        hole.position(),
                        "holes",
                        Message.of("another-run-holes-some", "another run of holes has some of {range}", range));
            } else {
                holes.add(new DeviceDescription.Hole(range, hole.word(), hole.source()));
            }
        }
        holes.sort((a, b) -> a.range().compareTo(b.range()));
        return holes;
    }

    private List<String> parts() {
        Set<String> seen = new HashSet<>(Set.of(file.id()));
        for (int i = 0; i < file.parts().size(); i++) {
            String part = file.parts().get(i);
            if (!part.matches(ProfileLoader.ID)) {
                problems.error(
                        "parts[" + i + "]", Message.of("not-id-profile", "'{part}' is not the id of a profile", part));
            } else if (!seen.add(part)) {
                problems.error("parts[" + i + "]", Message.of("named-already", "'{part}' is named already", part));
            }
        }
        return file.parts();
    }
}
