#!/usr/bin/env bash
# Makes the sample JPEG and the sample film of tower-dawn.png, with ffmpeg. Run it in this folder.
set -euo pipefail

ffmpeg -v error -y -i tower-dawn.png -map_metadata -1 -q:v 5 tower-dawn.jpg

# Four seconds, upright: from the rising sun to the tower.
readonly pan="scale=1024:640,crop=360:640:'min(1,t/3.4)*500':0,format=yuv420p"
ffmpeg -v error -y -loop 1 -framerate 24 -i tower-dawn.png -t 4 -vf "$pan" \
  -c:v libx264 -preset veryslow -crf 32 -map_metadata -1 -fflags +bitexact \
  -movflags +faststart tower-film.mp4
