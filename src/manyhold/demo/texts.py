"""What people say when they report something, rate something, or write down what they did."""

from __future__ import annotations

SAID: dict[tuple[str, str], tuple[str, ...]] = {
    ("indoor_repair", "water"): ("厨房水龙头关不紧一直滴水", "马桶水箱漏水，地面有积水", "卫生间角阀渗水", "热水器进水管接头漏水"),
    ("indoor_repair", "electricity"): ("客厅插座没电", "空气开关频繁跳闸", "卧室灯不亮，换灯泡也没用"),
    ("indoor_repair", "doors_windows"): ("入户门锁舌卡住", "阳台推拉窗掉下来一半", "窗户密封条老化漏风"),
    ("indoor_repair", "hardware"): ("晾衣杆摇不动", "橱柜铰链断了"),
    ("indoor_repair", "drain"): ("厨房下水道堵了", "卫生间地漏返水有异味", "阳台地漏排水很慢"),
    ("indoor_repair", "waterproofing"): ("顶楼卧室天花板渗水发霉", "外墙渗水，墙皮脱落", "飘窗下雨就漏"),
    ("indoor_repair", "appliance"): ("可视对讲没有画面", "空调外机滴水到楼下"),
    ("public_repair", "lift"): ("电梯运行有异响", "电梯按键失灵", "电梯轿厢灯不亮"),
    ("public_repair", "lighting"): ("楼道感应灯不亮", "地库车道灯坏了两盏", "小区路灯晚上不亮"),
    ("public_repair", "pipes"): ("地库管道滴水", "雨水管堵塞，门口积水"),
    ("public_repair", "door_entry"): ("单元门禁刷卡没反应", "单元门关不上"),
    ("public_repair", "barrier"): ("南门道闸识别不了车牌", "道闸抬杆后不落"),
    ("public_repair", "roof_facade"): ("外墙瓷砖空鼓，怕掉下来", "屋面排气口破损"),
    ("environment", "cleaning"): ("电梯厅地面有油渍", "楼道堆放杂物没人清", "垃圾分类点满溢"),
    ("complaint", "noise"): ("楼上装修周末还在施工", "广场舞音响太大"),
    ("complaint", "service"): ("报修两天没人联系", "门岗对外来人员不登记"),
    ("enquiry", "fees"): ("想核对一下上半年的物业费", "车位费怎么开票"),
    ("enquiry", "procedures"): ("装修需要办哪些手续", "搬家放行条在哪里办"),
    ("emergency", "trapped_in_lift"): ("有人困在电梯里",),
    ("emergency", "flooding"): ("水管爆了，水流到电梯口",),
    ("internal", "inspection_finding"): ("巡检发现消防栓箱门损坏", "配电房温度偏高", "水泵轴承有异响"),
}  # fmt: skip
"""By category and second level of the catalogue of work orders."""

REMARKS = (
    "已更换配件，试用正常",
    "现场处理完毕，业主确认",
    "已疏通并冲洗，排水正常",
    "已紧固接头，观察半小时无渗漏",
    "已联系维保单位处理完成",
    "更换同型号灯具，恢复照明",
    "已清理现场并拍照",
)
PRAISE = ("师傅来得很快", "处理及时，态度好", "修得不错，谢谢", "", "", "", "")
BLAME = ("等了太久", "修完第二天又坏了", "来了两次才修好", "")
