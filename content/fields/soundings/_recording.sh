#!/usr/bin/env bash
# Has the questions at the end of transcript.md read by a machine into questions.mp3, and prints when each paragraph begins.
# Wants espeak-ng, ffmpeg and bc. The name begins with `_`, so the file is no part of the site.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
rate=22050 at=0 n=0 asked=0

# What is heard of a paragraph: no label, no mark-up, formulas as one says them.
heard() {
    sed -E -e 's/^\[[0-9:]+\] //' -e 's/^(\*\*[^*]+:\*\*|Q:|Audience:) //' \
        -e 's/\$d = ct\/2 = 340 \\times 4 \/ 2 = 680\$/d equals c t over two, 680/' -e 's/[$*=]//g' <<<"$1"
}

while IFS= read -r paragraph; do
    case $paragraph in
    '' | '##'* | '('* | '[applause]') continue ;;
    *'Perpetua Quill:**'*) voice=en-gb+f3 pitch=48 ;;
    *'Qin Xiebo:**'*) voice=en-gb-scotland+m3 pitch=35 ;;
    *) asked=$((asked + 1)) voice=en-us+$( ((asked % 2)) && echo m7 || echo f5) pitch=$((40 + 5 * asked)) ;;
    esac
    n=$((n + 1))
    espeak-ng -v "$voice" -p "$pitch" -s 172 -w "$place/$n.wav" "$(heard "$paragraph")" </dev/null
    printf "file '%s'\nfile '%s'\n" "$place/$n.wav" "$place/$n.gap.wav" >>"$place/list"
    printf '%02d:%02d  %s\n' "$((at / 60))" "$((at % 60))" "${paragraph:0:60}"
    # Everybody begins at a whole second, which is what the transcript can say.
    length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$place/$n.wav")
    next=$(bc <<<"($length + 1.3) / 1")
    ffmpeg -nostdin -v error -f lavfi -i "anullsrc=r=$rate:cl=mono" -t "0$(bc <<<"$next - $length")" "$place/$n.gap.wav"
    at=$((at + next))
done < <(sed -n '/^## 4\./,$p' transcript.md)
ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$place/list" -ac 1 -ar 16000 -c:a libmp3lame -b:a 16k -map_metadata -1 \
    -metadata title='Soundings: the questions' -fflags +bitexact -flags:a +bitexact questions.mp3
printf 'end %s s\n' "$at"
