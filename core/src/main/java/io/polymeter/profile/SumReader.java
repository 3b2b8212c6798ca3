package io.polymeter.profile;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.profile.document.Documents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads which points are other points together.
final class SumReader {

    private final List<ProfileFile.SumFile> written;
    private final Problems problems;

    SumReader(List<ProfileFile.SumFile> written, Problems problems) {
        this.written = written;
        this.problems = problems;
    }

    List<Profile.Sum> sums(List<Row> rows, Documents documents) {
        Set<Point> measured = new HashSet<>(documents.points());
        rows.stream().map(Row::point).filter(Objects::nonNull).forEach(measured::add);
        Set<Point> told = new HashSet<>(measured);
        List<Profile.Sum> sums = new ArrayList<>();
        for (ProfileFile.SumFile sum : written) {
            Point point = point(sum, sum.point());
            if (point != null && !told.add(point)) {
                error(sum, Message.of("there-already", "{point} is there already", point));
            }
            List<Point> of = parts(sum, sum.of(), point, measured);
            List<Point> also = parts(sum, sum.also(), point, measured);
            if (sum.of().size() + sum.also().size() < 2) {
                error(sum, Message.of("sum-two-parts-at", "a sum has two parts at least"));
            }
            if (point != null) {
                sums.add(new Profile.Sum(point, of, also));
            }
        }
        return sums;
    }

    private List<Point> parts(ProfileFile.SumFile sum, List<String> names, @Nullable Point point, Set<Point> measured) {
        List<Point> parts = new ArrayList<>();
        for (String name : names) {
            Point part = point(sum, name);
            if (part != null && !measured.contains(part)) {
                error(sum, Message.of("nothing", "nothing has {part}", part));
            } else if (part != null && point != null && part.unit() != point.unit()) {
                error(sum, Message.of("not-in-one-unit", "{part} and {point} are not in one unit", part, point));
            } else if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable Point point(ProfileFile.SumFile sum, String name) {
        Point point = Point.parse(name).orElse(null);
        if (point == null || point.quantity().isText()) {
            Object hint = Suggestion.ending(
                    name, Point.all().stream().map(Point::name).toList());
            error(sum, Message.of("there-no-number", "there is no number '{name}'{hint}", name, hint));
            return null;
        }
        return point;
    }

    private void error(ProfileFile.SumFile sum, Message message) {
        problems.at(sum.position(), "sums", message);
    }
}
