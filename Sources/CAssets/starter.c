#include "CAssets.h"

static const unsigned char accounts[] = {
#embed "../../etc/accounts.yaml"
};
static const unsigned char schedule[] = {
#embed "../../etc/schedule.yaml"
};
static const unsigned char bell_week[] = {
#embed "../../etc/campaigns/bell-week.yaml"
};
static const unsigned char check_first[] = {
#embed "../../etc/tips/check-first.md"
};
static const unsigned char look_after[] = {
#embed "../../etc/tips/look-after-the-bell.md"
};
static const unsigned char plan_before[] = {
#embed "../../etc/tips/plan-before-reload.md"
};
static const unsigned char dawn[] = {
#embed "../../etc/media/tower-dawn.png"
};
static const unsigned char night[] = {
#embed "../../etc/media/tower-night.png"
};
static const unsigned char dawn_jpeg[] = {
#embed "../../etc/media/tower-dawn.jpg"
};
static const unsigned char film[] = {
#embed "../../etc/media/tower-film.mp4"
};

static const struct belfry_asset files[] = {
    {"accounts.yaml", accounts, sizeof(accounts)},
    {"schedule.yaml", schedule, sizeof(schedule)},
    {"campaigns/bell-week.yaml", bell_week, sizeof(bell_week)},
    {"tips/check-first.md", check_first, sizeof(check_first)},
    {"tips/look-after-the-bell.md", look_after, sizeof(look_after)},
    {"tips/plan-before-reload.md", plan_before, sizeof(plan_before)},
    {"media/tower-dawn.png", dawn, sizeof(dawn)},
    {"media/tower-night.png", night, sizeof(night)},
    {"media/tower-dawn.jpg", dawn_jpeg, sizeof(dawn_jpeg)},
    {"media/tower-film.mp4", film, sizeof(film)},
};

const struct belfry_asset *belfry_starter_files(size_t *count) {
  *count = sizeof(files) / sizeof(files[0]);
  return files;
}
